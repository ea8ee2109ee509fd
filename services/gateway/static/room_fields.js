// What a room is asked for: its type, its luminaire, and its type's targets of light.

import { h } from "./dom.js";
import { t } from "./i18n.js";
import { plain } from "./words.js";

const TARGETS = [["em_lx", "Illuminance, lx", 1, 100000, 1], ["u0", "Uniformity", 0, 1, 0.01], ["ugr", "Glare, UGR", 1, 40, 1]];

/** `changed` is called when one of them has become another state of the layout. */
export function fieldsOf(catalogue, result, layout, changed) {
  const { room_type, luminaire } = layout.first;
  const pick = (id, words, options, value, name) =>
    h("p", {}, h("label", { for: id }, t(words)), h("select", { id, onchange: (event) => (layout.change({ [name]: event.target.value || null, flows: [] }), changed()) }, options.map(([each, label]) => h("option", { value: each, selected: each === value }, label))));
  const lamps = [...new Set([...catalogue.luminaires, ...Object.keys(result.settings.luminaires ?? {})])];
  return h(
    "details",
    { class: "asked" },
    h("summary", {}, t("What the room asks for")),
    pick("room-type", "Type", catalogue.room_types.map((each) => [each, plain(each)]), room_type, "room_type"),
    pick("room-lamp", "Luminaire", [["", t("as its type has it")], ...lamps.map((each) => [each, each])], luminaire ?? "", "luminaire"),
    TARGETS.map(([name, words, min, max, step]) => {
      const target = result.settings.targets?.[room_type]?.[name];
      return h("p", {}, h("label", { for: `target-${name}` }, t(words)), h("input", { id: `target-${name}`, type: "number", min, max, step, value: target ?? "", placeholder: t("by rule set"), onchange: (event) => event.target.reportValidity() && (layout.change({ settings: targeted(layout.now, name, event.target.value) }), changed()) }));
    }),
    h("p", { class: "small quiet" }, t("Targets are for every room of this type.")),
  );
}

function targeted({ settings, room_type }, name, value) {
  const { [name]: _, ...others } = settings.targets?.[room_type] ?? {};
  const own = value === "" ? others : { ...others, [name]: Number(value) };
  return { ...settings, targets: { ...settings.targets, [room_type]: own } };
}
