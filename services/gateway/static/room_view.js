// One room, large: its plan, its light, its cover, who competed for it, and every rule.

import { candidatesPanel } from "./candidates.js";
import { fill, h, say, status } from "./dom.js";
import { drawing } from "./drawing.js";
import { evidenceTable } from "./evidence.js";
import { drawnIn, t } from "./i18n.js";
import { tilesOf } from "./job.js";
import { plan } from "./plan.js";
import { facts, reasons } from "./room_facts.js";
import { tabs } from "./tabs.js";
import { Verdict } from "./verdict.js";
import { plain, quantity } from "./words.js";

/** Which tab was looked at, also when the page is shown anew with another version. */
let looked = 0;

export class RoomView {
  /** `closed` is called when somebody has closed it, to put the focus back; `kept` with a version that was made. */
  constructor(catalogue, job, feedback, { closed, kept }) {
    this.catalogue = catalogue;
    this.job = job;
    this.feedback = feedback;
    this.kept = kept;
    this.hands = new Map();
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
          h("button", { type: "button", onclick: () => this.#link() }, t("Copy link")),
          h("button", { type: "button", "aria-label": t("Previous room"), onclick: () => this.#beside(-1) }, "←"),
          h("button", { type: "button", "aria-label": t("Next room"), onclick: () => this.#beside(1) }, "→"),
          h("button", { type: "button", "aria-label": t("Close"), onclick: () => this.dialog.close() }, "✕"),
        ),
      ),
      this.body,
    );
    document.body.append(this.dialog);
    feedback.watch(() => this.verdict?.show());
    this.dialog.addEventListener("close", () => {
      if (!this.room) return;
      this.#leave();
      history.pushState(null, "", location.pathname + location.search);
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
    fill(this.about, [fields.name && fields.name !== room.id ? room.id : "", plain(fields.room_type), fields.story, `${t("tiles")} ${fields.tile_m.map((each) => quantity(each, "m")).join(" × ")}`, `${t("ceiling")} ${quantity(fields.ceiling_height_m, "m")}`].filter(Boolean).join(" · "));
    fill(this.status, status(room.status));
    fill(this.body, room.completed ? this.#completed(room) : this.#live(room));
    if (!this.dialog.open) this.dialog.showModal();
  }

  close() {
    if (!this.room) return;
    this.#leave();
    this.dialog.close();
  }

  async #link() {
    await navigator.clipboard.writeText(location.href);
    say(t("The link to this room is copied"));
  }

  #leave() {
    looked = this.tabs?.chosen ?? looked;
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
    history.replaceState(null, "", `${location.pathname}${location.search}#${encodeURIComponent(next)}`);
    this.open(this.job.rooms.get(next));
  }

  #completed(room) {
    const { signal } = this.looking;
    const { completed } = room;
    const name = room.fields.name || room.id;
    const path = `${this.base}${encodeURIComponent(room.id)}`;
    const figure = (show, alt) => () => drawing(`${path}.svg?form=figure&show=${show}&revision=${this.job.revision}${drawnIn}`, alt, signal);
    const hands = this.#hands(room);
    const list = [
      ["Plan", figure("plan", t("Ceiling plan of {name}", { name }))],
      [t("Edit"), hands.editor],
      ["Light", figure("lux", t("Illuminance of {name} in false colours", { name }))],
      ["Coverage", figure("cover", t("What the smoke detectors of {name} cover", { name }))],
      ["Candidates", () => candidatesPanel(path, completed, signal)],
      [t("Alternatives"), hands.choosing],
      ["Rules", () => evidenceTable(completed.evidence)],
    ];
    this.tabs = tabs("Room", list, this.tabs?.chosen ?? looked);
    this.figures = h("div", {}, facts(completed, this.catalogue));
    this.verdict = new Verdict(this.feedback, completed, this.catalogue.rules);
    return [this.tabs.el, h("aside", { class: "room-facts", "aria-label": t("Figures") }, reasons(completed), this.verdict.el, this.figures)];
  }

  /** What one takes in hand of a room is still there when one comes back to it. */
  #hands(room) {
    if (!this.hands.has(room.id)) {
      const about = { catalogue: this.catalogue, job: this.job, room, revision: this.job.revision, judged: (rows, evidence) => this.#follow(room, rows, evidence) };
      const { signal } = this.feedback;
      this.hands.set(room.id, {
        editor: late(async () => new (await import("./editor.js")).Editor(about, this.kept, signal).el),
        choosing: late(async () => new (await import("./choosing.js")).Choosing(about, this.kept, signal).el),
      });
    }
    return this.hands.get(room.id);
  }

  /** The figures beside a ceiling that is being edited are its own. */
  #follow(room, rows, evidence) {
    if (room !== this.room) return;
    const { completed } = room;
    const hang = (kind) => tilesOf({ rows, tiles: new Map() }, kind).length;
    const counts = Object.fromEntries(this.catalogue.kinds.map((kind) => [kind.kind, { ...completed.counts[kind.kind], placed: hang(kind) - completed.counts[kind.kind].existing }]));
    fill(this.figures, facts({ ...completed, counts, evidence, proof: {} }, this.catalogue));
  }

  /** While it is made: the grid as far as it is filled. */
  #live(room) {
    return h("div", { class: "sheet large" }, plan(room, this.catalogue, t("The room as far as it is filled")));
  }
}

/** A panel whose modules are fetched, and which is made, when it is first looked at; it stays what it is. */
function late(make) {
  let el;
  return () => {
    if (!el) {
      el = h("div", { "aria-busy": "true" }, h("p", { class: "quiet" }, "…"));
      make().then((made) => {
        fill(el, made);
        el.removeAttribute("aria-busy");
      });
    }
    return el;
  };
}
