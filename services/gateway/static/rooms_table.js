// The rooms as a list: the same as the floor, for whoever reads rather than looks.

import { fill, h, status, table } from "./dom.js";
import { tilesOf } from "./job.js";
import { mark } from "./verdict.js";
import { model, number, plain } from "./words.js";
import { t } from "./i18n.js";

const AT_ONCE = 200;

export class RoomsTable {
  constructor(catalogue, feedback) {
    this.catalogue = catalogue;
    this.feedback = feedback;
    feedback.watch(() => this.draw(this.rooms));
    this.shown = AT_ONCE;
    this.only = false;
    this.body = h("div", {});
    this.filter = h("input", { type: "checkbox", id: "attention", onchange: () => this.#filtered() });
    this.el = h(
      "section",
      { class: "rooms", "aria-labelledby": "rooms" },
      h("div", { class: "bar" }, h("h2", { id: "rooms" }, t("Rooms")), h("label", { class: "check", for: "attention" }, this.filter, t("not complete only"))),
      this.body,
    );
  }

  #filtered() {
    this.only = this.filter.checked;
    this.draw(this.rooms);
  }

  draw(rooms) {
    this.rooms = rooms;
    const wanted = this.only ? rooms.filter((room) => room.status !== "complete") : rooms;
    const heads = ["Room", "Status", "Lights by", ...this.catalogue.kinds.map((kind) => [kind.symbol, "n"]), ["lx", "n"]];
    const rows = wanted.slice(0, this.shown).map((room) => this.#row(room));
    fill(
      this.body,
      wanted.length ? table("Rooms", heads, rows) : h("p", { class: "quiet" }, this.only ? t("Every room is complete.") : "…"),
      wanted.length > this.shown ? h("button", { class: "link", onclick: () => this.#more() }, t("show {n} more of {all}", { n: Math.min(AT_ONCE, wanted.length - this.shown), all: wanted.length })) : null,
      h("p", { class: "small quiet" }, this.catalogue.kinds.map((kind) => `${kind.symbol} ${t(kind.plural)}`).join(", "), t("; +n were there before")),
    );
  }

  #more() {
    this.shown += AT_ONCE;
    this.draw(this.rooms);
  }

  #row(room) {
    const { fields, completed } = room;
    const lux = completed?.evidence.find((entry) => entry.rule === "LGT-1");
    return [
      h("a", { href: `#${encodeURIComponent(room.id)}`, title: plain(fields.room_type) }, fields.name || room.id),
      [status(room.status), mark(this.feedback.of(room.id))],
      model(room.chosen) || "–",
      ...this.catalogue.kinds.map((kind) => counted(room, kind)),
      lux ? number(lux.value) : "–",
    ];
  }
}

function counted(room, kind) {
  const counts = room.completed?.counts?.[kind.kind];
  if (!counts) return String(tilesOf(room, kind).length);
  return counts.existing ? `${counts.placed}+${counts.existing}` : String(counts.placed);
}
