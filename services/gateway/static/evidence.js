// Rules with what was measured, what is allowed and by how much it holds: broken ones first.

import { catalogue } from "./api.js";
import { fill, h, table } from "./dom.js";
import { limit, measured } from "./words.js";
import { t, told } from "./i18n.js";

const information = (entry, rule) => !entry.hard && rule?.severity === "info";
const rank = (entry, rule) => (entry.passed || information(entry, rule) ? 2 : entry.hard ? 0 : 1);

export function evidenceTable(evidence) {
  const el = h("div", {});
  catalogue().then(({ rules }) => fill(el, tableOf(evidence, rules)));
  return el;
}

function tableOf(evidence, rules) {
  const sorted = [...evidence].sort((a, b) => rank(a, rules[a.rule]) - rank(b, rules[b.rule]));
  const rows = sorted.map((entry) => {
    const rule = rules[entry.rule];
    return [
      h("span", { class: "mono" }, entry.rule),
      h("span", {}, rule ? t(rule.name) : "", entry.detail ? h("span", { class: "quiet" }, ` ${told(entry.detail)}`) : ""),
      measured(entry),
      limit(entry, rule),
      verdict(entry, rule),
      h("span", { class: "small quiet" }, entry.source),
    ];
  });
  return table("Evidence", ["Rule", "Measures", ["Value", "n"], ["Limit", "n"], "Verdict", ["Source", "wide-only"]], rows, { class: "evidence" });
}

export function verdict(entry, rule) {
  if (rule?.sense === "reported") return h("span", { class: "quiet" }, t("reported"));
  if (entry.passed) return h("span", { class: "good" }, t("holds"));
  if (information(entry, rule)) return h("span", { class: "quiet" }, t("noted"));
  return entry.hard ? h("span", { class: "bad" }, t("broken")) : h("span", { class: "soft" }, t("not met"));
}
