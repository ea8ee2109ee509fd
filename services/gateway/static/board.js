// The plan that one edits on: tiles, components, layers, a cursor, distances. It tells what was pointed at, and no more.

import { fill, svg } from "./dom.js";
import { outline } from "./geometry.js";
import { under } from "./layers.js";
import { joints, marks, walls } from "./marks.js";
import { quantity } from "./words.js";

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const MARGIN_M = 0.4;

export class Board {
  static made = 0;

  /** `on`: down, over, up with a tile, key with an event and the cursor's tile. */
  constructor(room, catalogue, label, on) {
    this.room = room;
    this.kinds = catalogue.kinds;
    this.invalid = catalogue.tiles.invalid;
    this.on = on;
    this.cursor = [0, 0];
    const points = outline(room);
    const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])];
    this.box = [Math.min(0, ...xs), Math.min(0, ...ys), Math.max(room.rows[0].length * room.tile_m[0], ...xs), Math.max(room.rows.length * room.tile_m[1], ...ys)];
    const [x0, y0, x1, y1] = this.box;
    const clip = `board-${(Board.made += 1)}`;
    this.parts = Object.fromEntries(["under", "tiles", "kinds", "notes"].map((name) => [name, svg("g", { class: name })]));
    this.inside = svg(
      "g",
      { class: "room", transform: "scale(1 -1)" },
      svg("clipPath", { id: clip }, svg("path", { d: walls(room), "clip-rule": "evenodd" })),
      svg("path", { class: "ground", d: walls(room), "fill-rule": "evenodd" }),
      svg("g", { "clip-path": `url(#${clip})` }, this.parts.under, this.parts.tiles),
      this.parts.kinds,
      svg("path", { class: "walls", d: walls(room) }),
      this.parts.notes,
    );
    this.words = svg("g", { class: "distances", "aria-hidden": "true" });
    this.el = svg(
      "svg",
      { viewBox: `${x0 - MARGIN_M} ${-y1 - MARGIN_M} ${x1 - x0 + 2 * MARGIN_M} ${y1 - y0 + 2 * MARGIN_M}`, class: "floor board", role: "application", tabindex: 0, "aria-label": label },
      this.inside,
      this.words,
    );
    this.size = Math.min(room.tile_m[0], room.tile_m[1]);
    this.#listen();
  }

  #listen() {
    for (const [name, tell] of [["pointerdown", "down"], ["pointermove", "over"], ["pointerup", "up"]]) {
      this.el.addEventListener(name, (event) => {
        const tile = this.#tile(event);
        if (tell === "down") {
          this.el.setPointerCapture(event.pointerId);
          this.el.focus({ preventScroll: true });
        }
        if (tile) this.on[tell](tile, event);
      });
    }
    this.el.addEventListener("pointercancel", () => this.on.cancel());
    this.el.addEventListener("keydown", (event) => this.#key(event));
  }

  #tile(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.inside.getScreenCTM().inverse());
    const [x, y] = [Math.floor(at.x / this.room.tile_m[0]), Math.floor(at.y / this.room.tile_m[1])];
    return this.room.rows[y]?.[x] === undefined ? null : [x, y];
  }

  #key(event) {
    const step = STEPS[event.key];
    if (step && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const [x, y] = [this.cursor[0] + step[0], this.cursor[1] + step[1]];
      if (this.room.rows[y]?.[x] !== undefined) this.on.goes([x, y]);
    } else {
      this.on.key(event, this.cursor);
    }
  }

  centre = ([x, y]) => [(x + 0.5) * this.room.tile_m[0], (y + 0.5) * this.room.tile_m[1]];

  #square([x, y], grown = 0) {
    const [tx, ty] = this.room.tile_m;
    const g = grown * this.size;
    return `M${x * tx - g} ${y * ty - g}h${tx + 2 * g}v${ty + 2 * g}h${-tx - 2 * g}Z`;
  }

  squares = (tiles, grown) => tiles.map((tile) => this.#square(tile, grown)).join("");

  /** Draw rows as they are. `seen`: overlays, shown (layers), kept, existing, changes, places of rules, distances. */
  draw(rows, seen) {
    const fields = { ...this.room, rows };
    const of = (test) => rows.flatMap((row, y) => [...row].map((char, x) => [char, x, y]).filter(([char, x, y]) => test(char, x, y)).map(([, x, y]) => [x, y]));
    fill(this.parts.under, seen.overlays ? under(seen.overlays, seen.shown, this.box) : []);
    fill(
      this.parts.tiles,
      svg("path", { class: "blocked", d: this.squares(of((char) => char === this.invalid)) }),
      seen.shown.has("grid") ? svg("path", { class: "joints", d: joints(fields, this.invalid) }) : null,
    );
    fill(this.parts.kinds, this.kinds.map((kind) => svg("path", { class: "kind", "data-kind": kind.kind, d: marks(fields, kind, of((char) => char === kind.symbol)) })));
    this.#notes(seen);
  }

  #notes({ shown, kept, existing, changes, places, distances }) {
    const r = this.size;
    const circle = ([x, y]) => `M${x - r * 0.6} ${y}a${r * 0.6} ${r * 0.6} 0 1 0 ${r * 1.2} 0a${r * 0.6} ${r * 0.6} 0 1 0 ${-r * 1.2} 0Z`;
    fill(
      this.parts.notes,
      svg("path", { class: "changed", d: this.squares(changes) }),
      svg("path", { class: "was-there", d: this.squares(shown.has("existing") ? existing : [], -0.04) }),
      svg("path", { class: "locked", d: this.squares(kept, -0.04) }),
      svg("path", { class: "broken", d: places.map((each) => this.squares(each.tiles, 0.12) + each.points.map(circle).join("")).join("") }),
      svg("path", { class: "cursor", d: this.#square(this.cursor, 0.06) }),
      svg("path", { class: "distance", d: distances.map(({ from, to }) => `M${from.join(" ")}L${to.join(" ")}`).join("") }),
    );
    const size = Math.min(0.45 * r, (this.box[2] - this.box[0]) / 30);
    fill(
      this.words,
      places.map((each) => this.#named(each, size)),
      distances.map(({ from, to, m }) => svg("text", { x: (from[0] + to[0]) / 2, y: -(from[1] + to[1]) / 2 - 0.25 * size, "font-size": size }, quantity(m, "m"))),
    );
  }

  /** A rule's name over the first of its places, written towards the middle. */
  #named({ name, tiles, points }, size) {
    const [x, y] = points[0] ?? (tiles.length ? this.centre(tiles[0]) : []);
    if (x === undefined) return [];
    const anchor = x < (this.box[0] + this.box[2]) / 2 ? "start" : "end";
    return svg("text", { class: "named", x, y: -y - 0.75 * this.size, "font-size": 1.2 * size, "text-anchor": anchor }, name);
  }
}

/** From a tile to what is next along each axis, a component's centre or where the tiles end; {from, to, m}. */
export function around(room, rows, [x, y], centre) {
  const [tx, ty] = room.tile_m;
  const from = centre([x, y]);
  return [[1, 0], [-1, 0], [0, 1], [0, -1]].map(([dx, dy]) => {
    let n = 1;
    while (rows[y + n * dy]?.[x + n * dx] === ".") n += 1;
    const met = rows[y + n * dy]?.[x + n * dx];
    const tiles = met === undefined || met === "#" ? n - 0.5 : n;
    const to = [from[0] + dx * tiles * tx, from[1] + dy * tiles * ty];
    return { from, to, m: Math.hypot(to[0] - from[0], to[1] - from[1]) };
  });
}
