// Figures, times and names as people read them.

export const number = (value, digits = 3) => {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (Math.abs(value) < 5e-4 && value !== 0) return "0";
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(digits)));
};

export const seconds = (value) => (value === null || value === undefined ? "–" : value < 1 ? `${Math.round(value * 1000)} ms` : `${number(value)} s`);

export const count = (n, one, more = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : more}`;

const UNITS = { m2: "m²", "W/m2": "W/m²", UGR: "", detectors: "", diffusers: "" };
export const unit = (name) => UNITS[name] ?? name;

/** A snake_case name in words. */
export const plain = (name) => String(name ?? "").replaceAll("_", " ");

/** A light model by what tells it from the others. */
export const model = (name) => plain(String(name ?? "").replace(/^light_model_/, ""));

export function ago(iso) {
  const s = (Date.now() - Date.parse(iso)) / 1000;
  if (!Number.isFinite(s)) return "";
  if (s < 60) return "just now";
  if (s < 3600) return `${Math.floor(s / 60)} min ago`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ago`;
  return new Date(iso).toLocaleDateString();
}

const SENSES = { "at least": "≥", "at most": "≤", within: "±", between: "in" };

/** A rule's limit with its sense; empty where the rule only reports. */
export function limit(entry, rule) {
  const sign = SENSES[rule?.sense];
  return sign && entry.limit !== null ? `${sign} ${number(entry.limit)}` : "";
}
