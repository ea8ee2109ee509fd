// Figures, times and names as people read them.

import { apart, DIGITS, inUnits, language, t } from "./i18n.js";

const digits = (n) => new Intl.NumberFormat(language, { maximumSignificantDigits: n });

export const number = (value, most = 3) => {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (Math.abs(value) < 5e-4 && value !== 0) return "0";
  if (Math.abs(value) >= 100) return value.toLocaleString(language, { maximumFractionDigits: Math.max(0, most - 3) });
  return digits(most).format(value);
};

/** A value in the reader's units, with the unit's name. */
export const quantity = (value, unit, most = 3) => {
  const [factor, name] = inUnits(unit);
  const figure = value === null || value === undefined ? value : value * factor;
  return name ? `${number(figure, most)} ${name}` : number(figure, most);
};

export const seconds = (value) => (value === null || value === undefined ? "–" : value < 1 ? `${Math.round(value * 1000)} ms` : `${number(value)} s`);

export const count = (n, one, more = `${one}s`) => `${n.toLocaleString(language)} ${t(n === 1 ? one : more)}`;

/** A snake_case name in words. */
export const plain = (name) => t(String(name ?? "").replaceAll("_", " "));

/** A light model by what tells it from the others. */
export const model = (name) => plain(String(name ?? "").replace(/^light_model_/, ""));

export function ago(iso) {
  const s = (Date.now() - Date.parse(iso)) / 1000;
  if (!Number.isFinite(s)) return "";
  if (s < 60) return t("just now");
  if (s < 3600) return t("{n} min ago", { n: Math.floor(s / 60) });
  if (s < 86400) return t("{n} h ago", { n: Math.floor(s / 3600) });
  return new Date(iso).toLocaleDateString(language);
}

const SENSES = { "at least": "≥", "at most": "≤", within: "±", between: "in" };

/** So many digits that a value does not look like the limit it misses. */
export function digitsOf(entry) {
  const [factor] = inUnits(entry.unit);
  return entry.passed ? DIGITS[0] : apart([entry.value, entry.limit].map((each) => each * factor), number);
}

/** What a rule measured. */
export const measured = (entry) => quantity(entry.value, entry.unit, digitsOf(entry));

/** A rule's limit with its sense; empty where the rule only reports. */
export function limit(entry, rule) {
  const sign = SENSES[rule?.sense];
  return sign && entry.limit !== null ? `${sign} ${number(entry.limit * inUnits(entry.unit)[0], digitsOf(entry))}` : "";
}
