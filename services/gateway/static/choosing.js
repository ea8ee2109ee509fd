// The light alternatives as whole ceilings side by side, each placed by the pipeline, and taken for one room or many.

import { Problem } from "./api.js";
import { fill, h, say, status, table } from "./dom.js";
import { t, told } from "./i18n.js";
import { differing } from "./layout.js";
import { areaM2, plan } from "./plan.js";
import { placed, send } from "./rework.js";
import { count, number, plain, quantity } from "./words.js";

const CHOICES = ["dense", "sparse", "balanced"];

export class Choosing {
  /** As for the editor; `done(number)` is called with the version that was made. */
  constructor(about, done, signal) {
    Object.assign(this, about, { done, signal });
    this.completed = about.room.completed;
    this.cards = Object.fromEntries(CHOICES.map((choice) => [choice, h("section", { class: "candidate", "aria-label": t(choice), "aria-busy": "true" }, h("h3", {}, t(choice)), h("p", { class: "quiet" }, t("Placing…")))]));
    this.outcome = h("p", { class: "note", hidden: true });
    this.compared = h("div", {});
    this.found = {};
    this.el = h("div", { class: "alternatives" }, h("p", { class: "lead small" }, t("Each alternative is a whole ceiling. What differs from this version is marked.")), h("div", { class: "candidates" }, Object.values(this.cards)), this.outcome, this.compared);
    this.#all();
  }

  /** One after the other: each is a job. */
  async #all() {
    for (const choice of CHOICES) {
      try {
        const result = await this.#place(choice, [this.completed.room_id]);
        const [room] = result.rooms;
        this.found[choice] = room;
        this.#card(choice, result.job_id, room);
      } catch (error) {
        if (this.signal.aborted) return;
        if (!(error instanceof Problem)) throw error;
        fill(this.cards[choice], h("h3", {}, t(choice)), h("p", { class: "bad" }, error.message));
      }
      this.cards[choice].removeAttribute("aria-busy");
    }
    this.#compare();
  }

  #place(choice, roomIds) {
    return placed(this.job.id, { base: this.revision, near: false, lights: choice, rooms: roomIds.map((room_id) => ({ room_id })) }, this.signal);
  }

  #card(choice, jobId, room) {
    const own = String(room.selected_model).endsWith(choice);
    const changes = differing(this.completed.rows, room.rows);
    const twin = CHOICES.find((each) => each !== choice && this.found[each] && !differing(this.found[each].rows, room.rows).length);
    const shown = { fields: room, rows: room.rows, tiles: new Map() };
    const { story, room_type } = this.completed;
    const apply = (words, rooms) => h("button", { type: "button", onclick: () => this.#apply(choice, rooms, rooms ? null : jobId) }, words);
    const all = (name, value) => this.job.result.rooms.filter((each) => each[name] === value).map((each) => each.room_id);
    this.cards[choice].classList.toggle("won", changes.length === 0);
    fill(
      this.cards[choice],
      h("h3", {}, t(choice), changes.length ? h("span", { class: "small quiet" }, count(changes.length, "tile differs", "tiles differ"), twin ? `, ${t("the same as {name}", { name: t(twin) })}` : "") : h("span", { class: "status complete" }, t("this version"))),
      own ? h("div", { class: "paper" }, plan(shown, this.catalogue, t("Plan of the alternative {name}", { name: t(choice) }), changes)) : h("p", { class: "quiet" }, t("Its lights hold no layout here: {why}", { why: told(room.selection_reason) })),
      h("p", { class: "small" }, status(room.status), ` ${this.catalogue.kinds.map((kind) => `${kind.symbol} ${room.counts[kind.kind].placed + room.counts[kind.kind].existing}`).join(" · ")}`),
      own ? h("div", { class: "apply", role: "group", "aria-label": t("Apply") }, apply(t("This room")), apply(t("All: {type}", { type: plain(room_type) }), all("room_type", room_type)), story ? apply(t("Storey {name}", { name: story }), all("story", story)) : "") : "",
    );
  }

  #compare() {
    const named = CHOICES.filter((choice) => this.found[choice]);
    const value = (room, rule) => room.evidence.find((each) => each.rule === rule);
    const cells = (words, of) => [t(words), ...named.map((choice) => of(this.found[choice]))];
    const rows = [
      ...this.catalogue.kinds.map((kind) => cells(kind.plural, (room) => String(room.counts[kind.kind].placed + room.counts[kind.kind].existing))),
      cells("Mean illuminance", (room) => quantity(value(room, "LGT-1")?.value, "lx")),
      cells("Lighting power", (room) => quantity(value(room, "LGT-6") ? value(room, "LGT-6").value / areaM2(room) : null, "W/m2")),
      cells("Uniformity", (room) => number(value(room, "LGT-2")?.value)),
      cells("Order", (room) => number(value(room, "LGT-12")?.value)),
    ];
    if (named.length) fill(this.compared, table(t("The alternatives compared"), [t("Figure"), ...named.map((choice) => [t(choice), "n"])], rows));
  }

  /** Many rooms are placed first; one is already. */
  async #apply(choice, rooms, jobId) {
    this.el.setAttribute("aria-busy", "true");
    this.#tell(t("Placing {n}…", { n: count(rooms?.length ?? 1, "room") }));
    try {
      const by = jobId ?? (await this.#place(choice, rooms)).job_id;
      const note = `${choice}: ${rooms ? count(rooms.length, "room") : this.completed.room_id}`;
      const made = await send(`/v1/jobs/${encodeURIComponent(this.job.id)}/revisions`, { base: this.revision, placed_by: by, note }, this.signal);
      this.done(made.number);
    } catch (error) {
      if (this.signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      this.#tell(error.message, true);
    }
    this.el.removeAttribute("aria-busy");
  }

  #tell(words, bad) {
    this.outcome.hidden = false;
    this.outcome.className = bad ? "note bad" : "note";
    fill(this.outcome, words);
    say(words);
  }
}
