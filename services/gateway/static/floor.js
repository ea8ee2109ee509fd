// The floor: every room where it lies, a path a kind, renewed room by room as stages commit.

import { fill, h, status, svg } from "./dom.js";
import { storeys } from "./geometry.js";
import { tilesOf } from "./job.js";
import { joints, marks, walls } from "./marks.js";
import { t } from "./i18n.js";
import { count, model } from "./words.js";

const MARGIN_M = 0.8;
const MOST_JOINTS = 60_000;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Floor {
  /** `open` is called with a room's id. */
  constructor(catalogue, open) {
    this.catalogue = catalogue;
    this.open = open;
    this.drawn = new Map();
    this.plans = h("div", {});
    this.statuses = h("ul", { class: "statuses", "aria-label": t("Rooms by status") });
    this.el = h("div", { class: "floors" }, this.plans, this.statuses);
  }

  /** Draw these rooms; once, and again where others came. */
  draw(rooms) {
    this.drawn.clear();
    const tiles = rooms.reduce((sum, { fields }) => sum + fields.rows.length * fields.rows[0].length, 0);
    this.jointed = tiles <= MOST_JOINTS;
    const plans = rooms.length ? storeys(rooms, matchMedia("(orientation: portrait)").matches) : [];
    fill(this.plans, plans.map((plan) => this.#plan(plan, plans.length > 1)));
    const first = this.drawn.values().next().value;
    first?.group.setAttribute("tabindex", "0");
  }

  #plan({ name, rooms, box, turn }, named) {
    const [w, height] = [box.x1 - box.x0 + 2 * MARGIN_M, box.y1 - box.y0 + 2 * MARGIN_M];
    const view = `${(box.x0 - MARGIN_M).toFixed(2)} ${(box.y0 - MARGIN_M).toFixed(2)} ${w.toFixed(2)} ${height.toFixed(2)}`;
    const drawing = svg(
      "svg",
      { viewBox: view, class: "floor", role: "group", "aria-label": t("Plan {name}, {rooms}; arrow keys go from room to room, Enter opens one", { name, rooms: count(rooms.length, "room") }) },
      rooms.map((placed) => this.#room(placed)),
      rooms.map(({ room, box: own }) => label(room.fields, own, w)),
    );
    drawing.addEventListener("keydown", (event) => this.#key(event));
    drawing.addEventListener("click", (event) => {
      const group = event.target.closest(".room");
      if (group) this.open(group.dataset.room);
    });
    const north = svg("svg", { viewBox: "-12 -12 24 24", class: "north", "aria-hidden": "true" },
      svg("circle", { r: 9.5 }),
      svg("path", { d: "M0 -9.5L3 5L0 2.6L-3 5Z", transform: `rotate(${turn.toFixed(2)})` }),
    );
    return h("figure", { class: "storey" }, named || name ? h("figcaption", {}, name || t("Rooms")) : "", h("div", { class: "sheet" }, drawing, north));
  }

  #room({ room, matrix, box }) {
    const { fields } = room;
    const d = walls(fields);
    const kinds = Object.fromEntries(this.catalogue.kinds.map((kind) => [kind.kind, svg("path", { class: "kind", "data-kind": kind.kind })]));
    const parts = { competing: svg("path", { class: "competing" }), ...kinds };
    const inside = svg(
      "g",
      { transform: `matrix(${matrix.map((v) => v.toFixed(5)).join(" ")})` },
      svg("path", { class: "ground", d, "fill-rule": "evenodd" }),
      this.jointed ? svg("path", { class: "joints", d: joints(fields, this.catalogue.tiles.invalid) }) : null,
      Object.values(parts),
      svg("path", { class: "walls", d }),
    );
    const group = svg("g", { class: "room", role: "link", tabindex: "-1", "data-room": room.id }, inside);
    this.drawn.set(room.id, { group, parts, centre: [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2] });
    this.update(room);
    return group;
  }

  /** What the rooms' colours say, once all are told. */
  tell(statuses) {
    fill(this.statuses, Object.entries(statuses).map(([each, n]) => h("li", {}, status(each), ` ${count(n, "room")}`)));
  }

  /** One room as it stands now. */
  update(room) {
    const drawn = this.drawn.get(room.id);
    if (!drawn) return;
    const placed = [];
    for (const kind of this.catalogue.kinds) {
      const tiles = tilesOf(room, kind);
      if (tiles.length) placed.push(count(tiles.length, kind.singular, kind.plural));
      drawn.parts[kind.kind].setAttribute("d", marks(room.fields, kind, tiles));
    }
    drawn.parts.competing.setAttribute("d", this.#competing(room));
    drawn.group.setAttribute("data-status", room.status);
    const won = room.chosen ? `, ${t("lights by {name}", { name: model(room.chosen) })}` : "";
    const name = room.fields.name || room.id;
    drawn.group.setAttribute("aria-label", `${name}: ${t(room.status)}${placed.length ? `; ${placed.join(", ")}` : ""}${won}`);
  }

  /** Until one is chosen, where any of the candidates would put lights. */
  #competing(room) {
    if (room.completed || room.chosen) return "";
    const tiles = new Map();
    let kind;
    for (const answer of room.candidates.values()) {
      kind ??= this.catalogue.kinds.find((each) => each.kind === answer.kind);
      for (const tile of answer.tiles) tiles.set(tile.join(), tile);
    }
    return kind ? marks(room.fields, kind, [...tiles.values()]) : "";
  }

  focus(roomId) {
    const drawn = this.drawn.get(roomId);
    if (!drawn) return;
    for (const { group } of this.drawn.values()) group.setAttribute("tabindex", "-1");
    drawn.group.setAttribute("tabindex", "0");
    drawn.group.focus();
  }

  #key(event) {
    const id = event.target.dataset?.room;
    if (!id) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.open(id);
    }
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const next = nearest(this.drawn, id, step);
    if (next) this.focus(next);
  }
}

/** The room next to one in a direction: near counts, and straight ahead more. */
function nearest(drawn, id, [sx, sy]) {
  const [x, y] = drawn.get(id).centre;
  let [best, least] = [null, Infinity];
  for (const [other, { centre }] of drawn) {
    const [dx, dy] = [centre[0] - x, centre[1] - y];
    const ahead = dx * sx + dy * sy;
    const aside = Math.abs(dx * sy) + Math.abs(dy * sx);
    if (other !== id && ahead > 0.05 && ahead + 2 * aside < least) [best, least] = [other, ahead + 2 * aside];
  }
  return best;
}

/** A room's name where it can be read; the accessible name has it anyway. */
function label(fields, box, across) {
  const name = fields.name || fields.room_id;
  const width = box.x1 - box.x0;
  const size = Math.min(across / 80, (1.35 * width) / name.length, (box.y1 - box.y0) / 4);
  if (size < across / 150) return null;
  const [x, y] = [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2];
  return svg("text", { class: "name", x: x.toFixed(2), y: (y + 0.35 * size).toFixed(2), "font-size": size.toFixed(2), "aria-hidden": "true" }, name);
}
