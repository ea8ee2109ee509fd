// The page's words in the reader's language, and figures in the reader's units. English words are the keys.

export const LANGUAGES = { en: "English", de: "Deutsch" };
const KEY = "plenum.";
let known = {};

const preferred = () => (navigator.languages ?? []).map((each) => each.slice(0, 2)).find((each) => LANGUAGES[each]);
const kept = (name) => localStorage.getItem(KEY + name);

export const language = LANGUAGES[kept("language")] ? kept("language") : (preferred() ?? "en");
export const units = kept("units") === "imperial" ? "imperial" : "metric";

/** Keep a choice for this browser and show the page anew with it. */
export function choose(name, value) {
  localStorage.setItem(KEY + name, value);
  location.reload();
}

/** Have the language's words before anything is shown. */
export async function learn() {
  document.documentElement.lang = language;
  if (language === "en") return;
  const answer = await fetch(`/page/${language}.json`);
  if (answer.ok) known = await answer.json();
}

/** Words in the reader's language; `{name}` stands for a value. */
export const t = (words, values) => (known[words] ?? words).replace(/\{(\w+)\}/g, (all, name) => values?.[name] ?? all);

const FT = 3.28084;
const IMPERIAL = {
  m: [FT, "ft"],
  m2: [FT * FT, "ft²"],
  lx: [1 / (FT * FT), "fc"],
  "W/m2": [1 / (FT * FT), "W/ft²"],
  "L/s": [2.118880, "cfm"],
};
const METRIC = { m2: "m²", "W/m2": "W/m²", UGR: "", detectors: "", diffusers: "" };

/** A figure's factor and name in the reader's units. */
export const inUnits = (unit) => (units === "imperial" && IMPERIAL[unit]) || [1, METRIC[unit] ?? unit ?? ""];
