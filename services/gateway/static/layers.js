// What lies over and under a ceiling on its plan: paths in the grid's own metres, from what /v1/overlays answers.

import { svg } from "./dom.js";
import { t } from "./i18n.js";
import { quantity } from "./words.js";

/** In the order in which they are drawn; those that are shown at first. */
export const LAYERS = [
  ["light", "Illuminance"],
  ["contours", "Contours"],
  ["cover", "Coverage"],
  ["shadows", "Not covered"],
  ["throws", "Throws"],
  ["lines", "Pattern lines"],
  ["grid", "Grid"],
  ["existing", "What was there"],
  ["changes", "Changes"],
];
export const FIRST = ["grid", "existing", "changes"];

const f = (value) => Number(value.toFixed(3));
const ring = (points) => `M${points.map(([x, y]) => `${f(x)} ${f(y)}`).join("L")}Z`;
const path = (rings, attributes) => svg("path", { d: rings.map(ring).join(""), "fill-rule": "evenodd", ...attributes });

/** Whether a layer needs the gateway's figures. */
export const asked = (shown) => ["light", "contours", "cover", "shadows", "throws", "lines"].some((each) => shown.has(each));

/** Those of `shown` under the components; `box` is the room's, m. */
export function under(overlays, shown, box) {
  const { light, cover } = overlays;
  const found = [];
  if (light && (shown.has("light") || shown.has("contours"))) found.push(...light.bands.map((band) => bandOf(band, shown)));
  if (cover && shown.has("cover")) found.push(...cover.seen.map((rings) => path(rings, { class: "seen" })));
  if (cover && shown.has("shadows")) found.push(path(cover.open, { class: "open" }));
  if (shown.has("lines")) found.push(linesOf(overlays.lines, box));
  if (shown.has("throws")) found.push(...overlays.throws.map(throwOf));
  return found;
}

function bandOf(band, shown) {
  const fill = shown.has("light") ? band.colour : "none";
  return path(band.rings, { class: shown.has("contours") ? "band contour" : "band", fill }, titled(quantity(band.from_lx, "lx")));
}

const titled = (words) => svg("title", {}, words);

function linesOf({ x, y }, [x0, y0, x1, y1]) {
  const d = [...x.map((at) => `M${f(at)} ${y0}V${y1}`), ...y.map((at) => `M${x0} ${f(at)}H${x1}`)];
  return svg("path", { class: "pattern", d: d.join("") });
}

/** A four-way diffuser blows along the grid: a cross as long as the throw. */
function throwOf({ at: [x, y], throw_m: r }) {
  return svg("path", { class: "throw", d: `M${f(x - r)} ${f(y)}H${f(x + r)}M${f(x)} ${f(y - r)}V${f(y + r)}` });
}

/** What the layers say in words, under the plan. */
export function legend(overlays, shown) {
  const { light, cover } = overlays ?? {};
  const said = [];
  if (light && (shown.has("light") || shown.has("contours"))) {
    said.push(t("mean {mean}, least {least}, asked {asked}", { mean: quantity(light.mean_lx, "lx"), least: quantity(light.least_lx, "lx"), asked: quantity(light.asked_lx, "lx") }));
  }
  if (cover && (shown.has("cover") || shown.has("shadows"))) {
    said.push(t("farthest point {far} from its detector, {radius} allowed", { far: quantity(cover.farthest.distance_m, "m"), radius: quantity(cover.radius_m, "m") }));
  }
  if (shown.has("throws") && overlays?.throws.length) said.push(t("throws of up to {far}", { far: quantity(Math.max(...overlays.throws.map((each) => each.throw_m)), "m") }));
  return said.join(" · ");
}
