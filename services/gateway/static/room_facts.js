// A room's figures: what is in it, how few there could be, why it came out so, and what would help.

import { h } from "./dom.js";
import { limit, measured } from "./words.js";
import { t, told } from "./i18n.js";

/** Why it is as it is; nothing where there is nothing to say. */
export function reasons(room) {
  const why = (room.infeasible ?? []).map((each) =>
    h("li", {}, h("strong", {}, t("{rule} cannot hold", { rule: each.rule })), `: ${told(each.certificate)}`, each.relaxation ? h("p", { class: "cure" }, t("What would help: "), told(each.relaxation)) : ""),
  );
  const said = [...new Set(room.reasons)].map((text) => h("li", {}, told(text)));
  const helped = room.relaxation ? h("p", { class: "cure" }, t("The smallest change that would complete it: "), told(room.relaxation.text)) : "";
  const complete = room.status === "complete";
  return [
    why.length || said.length || helped
      ? h("section", { class: complete ? "note" : "note bad" }, h("h3", {}, t(complete ? "Remarks" : "Why it is not complete")), h("ul", {}, why, said), helped)
      : "",
    room.degraded.length ? h("section", { class: "note" }, h("h3", {}, t("Made with something missing")), h("ul", {}, room.degraded.map((text) => h("li", {}, told(text))))) : "",
  ];
}

export function facts(room, { kinds, rules }) {
  return [
    h("section", {}, h("h3", {}, t("Symbols")), h("ul", { class: "legend" }, kinds.map((kind) => legend(kind, room)))),
    h("section", {}, h("h3", {}, t("Figures")), figures(room, rules)),
    room.assumptions.length ? h("section", {}, h("h3", {}, t("Assumed")), h("ul", { class: "small" }, room.assumptions.map((text) => h("li", {}, told(text))))) : "",
  ];
}

function legend(kind, room) {
  const counts = room.counts[kind.kind] ?? { placed: 0, existing: 0 };
  return h(
    "li",
    {},
    h("img", { class: "symbol", src: `/page/symbol-${kind.kind}.svg`, alt: "", width: 24, height: 24 }),
    h("span", {}, h("strong", {}, String(counts.placed)), ` ${t(counts.placed === 1 ? kind.singular : kind.plural)}`, counts.existing ? ` ${t("and {n} there before", { n: counts.existing })}` : "", h("span", { class: "small quiet" }, fewest(room.proof[kind.kind]))),
  );
}

/** What is known of how few there can be. */
function fewest(proof) {
  if (!proof || !proof.count) return "";
  if (proof.proven) return t("; no fewer would do");
  if (proof.ordered_lower_bound !== undefined && proof.count <= proof.ordered_lower_bound) return t("; at least {n}, no array has fewer", { n: proof.lower_bound });
  return t("; at least {n} are needed", { n: proof.lower_bound });
}

/** The rules that have a name of their own on drawings. */
function figures(room, rules) {
  const shown = room.evidence.filter((entry) => rules[entry.rule]?.title || (entry.hard && !entry.passed));
  if (!shown.length) return h("p", { class: "quiet" }, t("Nothing was measured."));
  return h(
    "dl",
    { class: "measured" },
    shown.map((entry) => {
      const rule = rules[entry.rule];
      const mark = rule?.sense === "reported" ? "" : entry.passed ? "good" : entry.hard ? "bad" : "soft";
      return h("div", {}, h("dt", {}, t(rule?.title || rule?.name || entry.rule)), h("dd", { class: mark }, measured(entry), h("span", { class: "small quiet" }, ` ${limit(entry, rule)}`)));
    }),
  );
}
