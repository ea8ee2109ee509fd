// Where a rule is broken, as far as its evidence says: tiles, and points in metres.

const TILE = /\((\d+), (\d+)\)/g;
const POINT = /at \((-?[\d.]+), (-?[\d.]+)\) m/g;

const all = (text, pattern) => [...text.matchAll(pattern)].map(([, x, y]) => [Number(x), Number(y)]);

/** {tiles, points} that the evidence names; the darkest point stands for what is about light. */
export function placesOf(entry, overlays) {
  const said = entry.detail ?? "";
  const points = all(said, POINT);
  const tiles = all(said.replaceAll(POINT, ""), TILE);
  const darkest = overlays?.light?.least_at;
  if (darkest && dark(entry)) points.push(darkest);
  return { tiles, points };
}

/** Whether the darkest point stands for it, which the layers' figures have. */
export const dark = (entry) => ["LGT-1", "LGT-2"].includes(entry.rule);

/** What does not hold: hard rules first; what is for information, or only reported, is none of it. */
export function failing(evidence, rules) {
  const found = evidence.filter((entry) => !entry.passed && rules[entry.rule]?.sense !== "reported" && (entry.hard || rules[entry.rule]?.severity !== "info"));
  return found.sort((a, b) => b.hard - a.hard);
}
