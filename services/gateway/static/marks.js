// Paths in a grid's own metres: walls, joints, and a kind's marks on tiles. A path a kind, however many there are.

import { outline } from "./geometry.js";

const f = (value) => Number(value.toFixed(3));
const ring = (points) => `M${points.map(([x, y]) => `${f(x)} ${f(y)}`).join("L")}Z`;

export const walls = (fields) => [outline(fields), ...(fields.holes_m ?? [])].map(ring).join("");

/** The edges of the tiles that can hold something. */
export function joints(fields, invalid) {
  const [tx, ty] = fields.tile_m;
  const parts = [];
  fields.rows.forEach((row, y) => {
    for (let x = 0; x < row.length; ) {
      if (row[x] === invalid) {
        x += 1;
        continue;
      }
      const start = x;
      while (x < row.length && row[x] !== invalid) x += 1;
      parts.push(`M${f(start * tx)} ${f(y * ty)}H${f(x * tx)}M${f(start * tx)} ${f((y + 1) * ty)}H${f(x * tx)}`);
      for (let i = start; i <= x; i += 1) parts.push(`M${f(i * tx)} ${f(y * ty)}V${f((y + 1) * ty)}`);
    }
  });
  return parts.join("");
}

/** A kind's mark, its corners from the tile's centre in tiles as the catalogue has them, on each of these tiles. */
export function marks(fields, kind, tiles) {
  const [tx, ty] = fields.tile_m;
  const least = Math.min(tx, ty);
  return tiles
    .map(([x, y]) => {
      const [cx, cy] = [(x + 0.5) * tx, (y + 0.5) * ty];
      if (kind.mark.length) return ring(kind.mark.map(([dx, dy]) => [cx + dx * tx, cy + dy * ty]));
      const r = f(0.44 * least);
      return `M${f(cx - r)} ${f(cy)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
    })
    .join("");
}
