// A room's grid as it is, to be looked at: walls, joints, components, and what is another than before.

import { svg } from "./dom.js";
import { outline } from "./geometry.js";
import { tilesOf } from "./job.js";
import { joints, marks, walls } from "./marks.js";

/** `room`: fields, rows and tiles as the job has them; `changes`: [x, y] of tiles to be marked. */
export function plan(room, { kinds, tiles }, label, changes = []) {
  const { fields } = room;
  const points = outline(fields);
  const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])];
  const [x0, y1] = [Math.min(...xs), Math.max(...ys)];
  const [w, height] = [Math.max(...xs) - x0, y1 - Math.min(...ys)];
  const [tx, ty] = fields.tile_m;
  return svg(
    "svg",
    { viewBox: `${x0 - 0.4} ${-y1 - 0.4} ${w + 0.8} ${height + 0.8}`, class: "floor", role: "img", "aria-label": label },
    svg(
      "g",
      { class: "room", transform: "scale(1 -1)" },
      svg("path", { class: "ground", d: walls(fields) }),
      svg("path", { class: "joints", d: joints(fields, tiles.invalid) }),
      kinds.map((kind) => svg("path", { class: "kind", "data-kind": kind.kind, d: marks(fields, kind, tilesOf(room, kind)) })),
      changes.length ? svg("path", { class: "changed", d: changes.map(([x, y]) => `M${x * tx} ${y * ty}h${tx}v${ty}h${-tx}Z`).join("") }) : null,
      svg("path", { class: "walls", d: walls(fields) }),
    ),
  );
}

/** A room's floor, m², what lies below beams counted. */
export function areaM2(fields) {
  const ring = (points) => Math.abs(points.reduce((sum, [x, y], i) => sum + x * points[(i + 1) % points.length][1] - points[(i + 1) % points.length][0] * y, 0)) / 2;
  return ring(outline(fields)) - (fields.holes_m ?? []).reduce((sum, hole) => sum + ring(hole), 0) + (fields.beams_m2 ?? 0);
}
