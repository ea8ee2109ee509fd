// The light models side by side: each one's lights, their illuminance, its evidence; who won and why.

import { catalogue, json } from "./api.js";
import { fill, h, table } from "./dom.js";
import { drawing } from "./drawing.js";
import { verdict } from "./evidence.js";
import { count, digitsOf, limit, measured, model, number, seconds } from "./words.js";
import { drawnIn, t, told } from "./i18n.js";

/** `path` is the room's address; `room` its result, which has the scores when the record is gone. */
export function candidatesPanel(path, room, signal) {
  const el = h("div", { "aria-busy": "true" }, h("p", { class: "quiet" }, "…"));
  Promise.all([json(`${path}/candidates`, { signal }).catch(() => []), catalogue()])
    .then(([found, { rules }]) => fill(el, panel(path, room, found, rules, signal)))
    .finally(() => el.removeAttribute("aria-busy"));
  return el;
}

function panel(path, room, found, rules, signal) {
  const list = found.length ? found : room.candidates.map((each) => ({ ...each, tiles: [], evidence: [] }));
  if (!list.length) return h("p", { class: "quiet" }, t("Nobody competed for this room."));
  const figures = h("div", { class: "candidates" });
  const show = (what) => fill(figures, list.map((each) => card(path, room, each, what, signal)));
  show("plan");
  return [
    h("p", { class: "lead small" }, room.selection_reason ? told(room.selection_reason) : t("None was selected.")),
    h(
      "fieldset",
      { class: "choice" },
      h("legend", { class: "unseen" }, t("Shown")),
      [["plan", "Lights"], ["lux", "Illuminance"]].map(([what, words]) =>
        h("label", {}, h("input", { type: "radio", name: "shown", value: what, checked: what === "plan", onchange: () => show(what) }), ` ${t(words)}`),
      ),
    ),
    figures,
    compared(list, rules),
  ];
}

function card(path, room, each, what, signal) {
  const won = each.model_name === room.selected_model;
  const scored = room.candidates.find((one) => one.model_name === each.model_name);
  const lights = each.tiles.length || Object.values(scored?.counts ?? {})[0] || 0;
  const name = model(each.model_name);
  return h(
    "section",
    { class: won ? "candidate won" : "candidate", "aria-label": name },
    h("h3", {}, name, won ? h("span", { class: "status complete" }, t("chosen")) : ""),
    each.tiles.length ? drawing(`${path}/candidates/${encodeURIComponent(each.model_name)}.svg?show=${what}${drawnIn}`, t(what === "lux" ? "Illuminance of {name}" : "Lights of {name}", { name }), signal) : h("p", { class: "quiet" }, each.error || t("Its layout is not kept any more.")),
    each.confidence === null || each.confidence === undefined
      ? ""
      : [
          h("p", { class: "score" }, h("meter", { min: 0, max: 1, value: each.confidence, "aria-label": t("confidence") }), h("strong", {}, number(each.confidence))),
          h("p", { class: "small" }, each.valid ? h("span", { class: "good" }, t("valid")) : h("span", { class: "bad" }, t("breaks a hard rule")), ` · ${count(lights, "light")} · ${seconds(each.execution_time)}`),
        ],
    h("p", { class: "small quiet mono" }, each.model_version),
  );
}

/** The rules that any of them was checked by, a column a model. */
function compared(list, rules) {
  const ids = [...new Set(list.flatMap((each) => each.evidence.map((entry) => entry.rule)))];
  if (!ids.length) return "";
  const rows = ids.map((id) => {
    const entries = list.map((each) => each.evidence.find((entry) => entry.rule === id));
    const longest = entries.filter(Boolean).reduce((one, other) => (digitsOf(other) > digitsOf(one) ? other : one));
    return [
      h("span", {}, h("span", { class: "mono" }, id), " ", rules[id] ? t(rules[id].name) : ""),
      ...entries.map((entry) => (entry ? h("span", {}, `${measured(entry)} `, verdict(entry, rules[id])) : "–")),
      limit(longest, rules[id]),
    ];
  });
  return table("Evidence of the candidates", ["Rule", ...list.map((each) => model(each.model_name)), ["Limit", "n"]], rows, { class: "evidence" });
}
