// The page's words in the reader's language, and figures in the reader's units. English words are the keys.

export const LANGUAGES = { en: "English", de: "Deutsch" };
const KEY = "plenum.";
let known = {};
/** [pattern, words]: what the gateway says itself, its figures at named places. */
let messages = [];

const preferred = () => (navigator.languages ?? []).map((each) => each.slice(0, 2)).find((each) => LANGUAGES[each]);
const kept = (name) => localStorage.getItem(KEY + name);

export const language = LANGUAGES[kept("language")] ? kept("language") : (preferred() ?? "en");
const OF_BUILDING = "building";
export const UNITS = { [OF_BUILDING]: "building's", metric: "metric", imperial: "imperial" };
/** Which units the reader has chosen: some, or those of each building. */
export const wanted = UNITS[kept("units")] ? kept("units") : OF_BUILDING;
export let units = wanted === OF_BUILDING ? "metric" : wanted;
/** What the gateway is asked for its drawings and files. */
export const drawnIn = wanted === OF_BUILDING ? "" : `&units=${wanted}`;

/** Go by a building's settings, where the reader has chosen nothing else. */
export function follow(settings) {
  if (wanted === OF_BUILDING) units = settings?.units ?? "metric";
}

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
  if (!answer.ok) return;
  const { words, messages: said } = await answer.json();
  known = words;
  messages = Object.entries(said).map(([english, own]) => [pattern(english), own]);
}

/** Words in the reader's language; `{name}` stands for a value. */
export const t = (words, values) => (known[words] ?? words).replace(/\{(\w+)\}/g, (all, name) => values?.[name] ?? all);

const pattern = (english) => new RegExp(`^${english.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>.+?)")}$`);

/** What the gateway says itself, in the reader's language as far as that has it; parts are joined by `;`. */
export const told = (text) => ofUnits((text ?? "").split("; ").map(part).join("; "));

function part(text) {
  for (const [english, own] of messages) {
    const found = english.exec(text);
    if (found) return own.replace(/\{(\w+)\}/g, (all, name) => part(found.groups[name]));
  }
  const figure = /^(-?\d+\.\d+)( \S+)?$/.exec(text);
  if (figure) return `${Number(figure[1]).toLocaleString(language)}${figure[2] ?? ""}`;
  return known[text.replaceAll("_", " ")] ?? text;
}

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

/** Figures with a unit amid words, also of two of which one alone names it. */
const MEASURED = /(?:(\d+(?:[.,]\d+)?)( of | von | × | to | bis ))?(\d+(?:[.,]\d+)?) (m²|m2|W\/m²|W\/m2|L\/s|lx|m)(?![\w²/])(?:(, limit |, Grenze | of | where )(\d+(?:[.,]\d+)?)(?![.\d]))?/g;

function ofUnits(text) {
  if (units !== "imperial") return text;
  return text.replace(MEASURED, (all, first, between, second, unit, against, third) => {
    const [factor, name] = inUnits(unit.replace("²", "2"));
    const value = (figure) => Number(figure.replace(",", ".")) * factor;
    const most = apart([first, second, third].filter(Boolean).map(value), figured);
    const converted = (figure) => figured(value(figure), most);
    return `${first ? converted(first) + between : ""}${converted(second)} ${name}${third ? against + converted(third) : ""}`;
  });
}

const figured = (value, most) => value.toLocaleString(language, { maximumSignificantDigits: most, useGrouping: false });

/** Of a figure; evidence has six. */
export const DIGITS = [3, 4, 5, 6];

/**
 * By how many digits figures that are compared do not look alike where they differ, whatever their signs; the fewest
 * where none tells them apart.
 */
export function apart(values, shown) {
  const sizes = values.map(Math.abs);
  return DIGITS.find((most) => new Set(sizes.map((each) => shown(each, most))).size === new Set(sizes).size) ?? DIGITS[0];
}
