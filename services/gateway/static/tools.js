// The editor's tools side by side, and the rules that do not hold.

import { h } from "./dom.js";
import { t } from "./i18n.js";
import { limit, measured, quantity } from "./words.js";

/** One of: move, a kind's symbol, `.` take away, `lock`, `#` block, measure. */
export function palette(kinds, takes) {
  const tool = (value, words, icon) =>
    h("label", { class: "tool", title: words }, h("input", { type: "radio", name: "tool", value, checked: value === "move", class: "unseen", onchange: () => takes(value) }), h("span", {}, icon ?? "", h("span", {}, words)));
  return h(
    "fieldset",
    { class: "palette" },
    h("legend", { class: "unseen" }, t("Tool")),
    tool("move", t("Move")),
    kinds.map((kind) => tool(kind.symbol, t("Add {kind}", { kind: t(kind.singular) }), h("img", { src: `/page/symbol-${kind.kind}.svg`, alt: "", width: 18, height: 18, class: "symbol" }))),
    tool(".", t("Take away")),
    tool("lock", t("Lock")),
    tool("#", t("Block")),
    tool("measure", t("Measure")),
  );
}

/** Those that do not hold, each with where; looking at one marks its place. */
export function brokenList(places, rules, look) {
  if (!places.length) return h("p", { class: "good" }, t("Every rule holds."));
  return h(
    "ul",
    {},
    places.map(([entry, where]) =>
      h(
        "li",
        { class: entry.hard ? "hard" : "soft-rule", "data-rule": entry.rule },
        h("button", { type: "button", class: "link", onclick: () => look(entry.rule) }, t(rules[entry.rule]?.name || entry.rule)),
        h("span", { class: entry.hard ? "bad" : "soft" }, ` ${measured(entry)} `),
        h("span", { class: "quiet" }, limit(entry, rules[entry.rule]), place(where)),
      ),
    ),
  );
}

const place = ({ tiles, points }) => {
  const said = [...tiles.map(([x, y]) => t("tile {x}, {y}", { x, y })), ...points.map(([x, y]) => `${quantity(x, "m")}, ${quantity(y, "m")}`)];
  return said.length ? ` · ${said.join("; ")}` : ` · ${t("the whole room")}`;
};
