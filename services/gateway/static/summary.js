// What became of the building: counts, who won how many rooms, the rules of the whole building, what was assumed away.

import { evidenceTable } from "./evidence.js";
import { h } from "./dom.js";
import { count, model, plain } from "./words.js";
import { t } from "./i18n.js";

export function summary(result, replay, input) {
  const { totals } = result;
  const won = Object.entries(totals.selected ?? {});
  const most = Math.max(1, ...won.map(([, n]) => n));
  const letters = result.rooms.reduce((sum, room) => sum + (room.dead_letters?.length ?? 0), 0);
  return h(
    "div",
    { class: "cards" },
    h(
      "section",
      { class: "card", "aria-labelledby": "placed" },
      h("h2", { id: "placed" }, t("Placed")),
      h("dl", { class: "figures" }, Object.entries(totals.counts).map(([kind, n]) => h("div", {}, h("dt", {}, plain(kind)), h("dd", {}, n.placed, n.existing ? h("small", {}, ` ${t("+ {n} there", { n: n.existing })}`) : "")))),
      h("p", { class: "small quiet" }, Object.entries(totals.statuses).map(([status, n]) => `${n} ${t(status)}`).join(", "), `; ${result.rule_set}, ${result.code}. ${t("Checked, not certified.")}`),
      letters ? h("p", {}, `${count(letters, "dead letter")}: `, h("button", { onclick: replay }, t("Do them again"))) : "",
      input,
    ),
    h(
      "section",
      { class: "card", "aria-labelledby": "won" },
      h("h2", { id: "won" }, t("Lights by")),
      won.length ? h("ul", { class: "bars" }, won.map(([name, n]) => h("li", {}, h("span", {}, model(name)), h("meter", { min: 0, max: most, value: n, "aria-label": t("{name} won", { name: model(name) }) }), h("span", { class: "n" }, count(n, "room"))))) : h("p", { class: "quiet" }, t("No room was lit.")),
    ),
    result.evidence.length ? h("section", { class: "card wide", "aria-labelledby": "whole" }, h("h2", { id: "whole" }, t("The building as a whole")), evidenceTable(result.evidence)) : "",
  );
}
