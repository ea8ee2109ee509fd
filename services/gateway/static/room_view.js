// One room, large: its plan, its light, its cover, who competed for it, and every rule.

import { candidatesPanel } from "./candidates.js";
import { fill, h, svg } from "./dom.js";
import { drawing } from "./drawing.js";
import { evidenceTable } from "./evidence.js";
import { outline } from "./geometry.js";
import { tilesOf } from "./job.js";
import { joints, marks, walls } from "./marks.js";
import { facts, reasons } from "./room_facts.js";
import { tabs } from "./tabs.js";
import { Verdict } from "./verdict.js";
import { number, plain } from "./words.js";

export class RoomView {
  /** `closed` is called when somebody has closed it, to put the focus back. */
  constructor(catalogue, job, feedback, closed) {
    this.catalogue = catalogue;
    this.job = job;
    this.feedback = feedback;
    this.base = `/v1/jobs/${encodeURIComponent(job.id)}/rooms/`;
    this.title = h("h2", { id: "room-title", tabindex: -1, autofocus: true });
    this.about = h("p", { class: "quiet" });
    this.status = h("span", {});
    this.body = h("div", { class: "room-body" });
    this.dialog = h(
      "dialog",
      { class: "room-view", "aria-labelledby": "room-title" },
      h(
        "header",
        { class: "bar" },
        h("div", {}, h("div", { class: "title" }, this.title, this.status), this.about),
        h(
          "div",
          { class: "actions" },
          h("button", { type: "button", "aria-label": "Previous room", onclick: () => this.#beside(-1) }, "←"),
          h("button", { type: "button", "aria-label": "Next room", onclick: () => this.#beside(1) }, "→"),
          h("button", { type: "button", "aria-label": "Close", onclick: () => this.dialog.close() }, "✕"),
        ),
      ),
      this.body,
    );
    document.body.append(this.dialog);
    feedback.watch(() => this.verdict?.show());
    this.dialog.addEventListener("close", () => {
      if (!this.room) return;
      this.#leave();
      history.pushState(null, "", location.pathname);
      closed();
    });
  }

  /** Show this room; again where more is known of it. */
  open(room) {
    const seen = this.room;
    if (seen === room && this.completed === room.completed) return;
    this.room = room;
    this.completed = room.completed;
    this.looking?.abort();
    this.looking = new AbortController();
    const { fields } = room;
    fill(this.title, fields.name || room.id);
    fill(this.about, [fields.name && fields.name !== room.id ? room.id : "", plain(fields.room_type), fields.story, `tiles ${fields.tile_m.map((t) => number(t)).join(" × ")} m`, `ceiling ${number(fields.ceiling_height_m)} m`].filter(Boolean).join(" · "));
    this.status.className = `status ${room.status}`;
    fill(this.status, room.status);
    fill(this.body, room.completed ? this.#completed(room) : this.#live(room));
    if (!this.dialog.open) this.dialog.showModal();
  }

  close() {
    if (!this.room) return;
    this.#leave();
    this.dialog.close();
  }

  #leave() {
    this.looking?.abort();
    this.room = null;
    this.tabs = null;
    this.verdict = null;
  }

  update(room) {
    if (room === this.room && !room.completed) fill(this.body, this.#live(room));
  }

  #beside(step) {
    const ids = [...this.job.rooms.keys()];
    const next = ids[(ids.indexOf(this.room.id) + step + ids.length) % ids.length];
    history.replaceState(null, "", `${location.pathname}#${encodeURIComponent(next)}`);
    this.open(this.job.rooms.get(next));
  }

  #completed(room) {
    const { signal } = this.looking;
    const { completed } = room;
    const name = room.fields.name || room.id;
    const path = `${this.base}${encodeURIComponent(room.id)}`;
    const figure = (show, alt) => () => drawing(`${path}.svg?form=figure&show=${show}`, alt, signal);
    const list = [
      ["Plan", figure("plan", `Ceiling plan of ${name}`)],
      ["Light", figure("lux", `Illuminance of ${name} in false colours`)],
      ["Coverage", figure("cover", `What the smoke detectors of ${name} cover`)],
      ["Candidates", () => candidatesPanel(path, completed, signal)],
      ["Rules", () => evidenceTable(completed.evidence)],
    ];
    this.tabs = tabs("Room", list, this.tabs?.chosen ?? 0);
    this.verdict = new Verdict(this.feedback, completed, this.catalogue.rules);
    return [this.tabs.el, h("aside", { class: "room-facts", "aria-label": "Figures" }, reasons(completed), this.verdict.el, facts(completed, this.catalogue))];
  }

  /** While it is made: the grid as far as it is filled. */
  #live({ fields, ...room }) {
    const points = outline(fields);
    const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])];
    const [x0, y1] = [Math.min(...xs), Math.max(...ys)];
    const [w, height] = [Math.max(...xs) - x0, y1 - Math.min(...ys)];
    const view = `${x0 - 0.4} ${-y1 - 0.4} ${w + 0.8} ${height + 0.8}`;
    return h(
      "div",
      { class: "sheet large" },
      svg(
        "svg",
        { viewBox: view, class: "floor", role: "img", "aria-label": "The room as far as it is filled" },
        svg(
          "g",
          { class: "room", transform: "scale(1 -1)" },
          svg("path", { class: "ground", d: walls(fields) }),
          svg("path", { class: "joints", d: joints(fields, this.catalogue.tiles.invalid) }),
          this.catalogue.kinds.map((kind) => svg("path", { class: "kind", "data-kind": kind.kind, d: marks(fields, kind, tilesOf(room, kind)) })),
          svg("path", { class: "walls", d: walls(fields) }),
        ),
      ),
    );
  }
}
