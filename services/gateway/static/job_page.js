// One job: how far it is, its floor as it fills, its rooms, its files, its trace. The address is enough to see it all.

import { ask, catalogue, json, Problem } from "./api.js";
import { fill, h, say, status } from "./dom.js";
import { downloads } from "./downloads.js";
import { listen } from "./events.js";
import { Feedback } from "./feedback.js";
import { Floor } from "./floor.js";
import { Job } from "./job.js";
import { Reveal } from "./reveal.js";
import { RoomView } from "./room_view.js";
import { RoomsTable } from "./rooms_table.js";
import { Stages } from "./stages.js";
import { summary } from "./summary.js";
import { ofInput } from "./of_input.js";
import { TracePanel } from "./trace.js";
import { Versions } from "./versions.js";
import { count, plain, seconds } from "./words.js";
import { follow, t } from "./i18n.js";

export async function jobPage(shown, jobId, go) {
  const known = await catalogue();
  await new JobPage(shown, jobId, known, go).run();
}

class JobPage {
  constructor(shown, jobId, known, go) {
    this.jobId = jobId;
    this.signal = shown.signal;
    this.job = new Job(jobId, known.stages);
    this.job.revision = Number(new URLSearchParams(location.search).get("revision")) || 0;
    this.feedback = new Feedback(jobId, this.signal);
    const kept = (number) => go(`${location.pathname}?revision=${number}${location.hash}`);
    this.versions = new Versions(jobId, this.job.revision, kept, this.signal);
    this.room = new RoomView(known, this.job, this.feedback, { closed: () => this.floor.focus(this.opened), kept });
    this.floor = new Floor(known, (id) => this.#goTo(id));
    this.table = new RoomsTable(known, this.feedback);
    this.stages = new Stages(known.stages);
    this.trace = new TracePanel(jobId, this.signal);
    this.reveal = new Reveal(([stage, answer]) => this.#reveal(stage, answer));
    this.title = h("h1", {}, t("Job"));
    this.head = h("div", { class: "facts" });
    this.actions = h("div", { class: "actions" });
    this.after = h("div", {});
    this.note = h("p", { class: "note", hidden: true });
    fill(
      shown,
      h("div", { class: "bar" }, h("div", {}, this.title, this.head), this.actions),
      this.note,
      this.stages.el,
      h("div", { class: "split" }, h("section", { class: "plan", "aria-labelledby": "floor" }, h("h2", { id: "floor", class: "unseen" }, t("Floor")), this.floor.el), this.table.el),
      this.after,
      this.trace.el,
    );
    const opens = () => this.#opened();
    addEventListener("hashchange", opens);
    addEventListener("popstate", opens);
    this.signal.addEventListener("abort", () => {
      removeEventListener("hashchange", opens);
      removeEventListener("popstate", opens);
      this.room.close();
      this.room.dialog.remove();
    });
    this.opened = "";
  }

  async run() {
    const state = await json(`/v1/jobs/${encodeURIComponent(this.jobId)}`, { signal: this.signal });
    this.over = state.answered;
    this.reveal.at_once ||= this.over;
    this.#stands(state);
    try {
      await listen(this.jobId, (name, data) => this.#hear(name, data), this.signal);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#tell(error.message);
    }
    if (!this.signal.aborted && this.job.state?.answered) await this.#completed();
  }

  #hear(name, data) {
    if (name === "restart") {
      this.reveal.drop();
      this.job.restart();
      this.#tell("");
    } else if (name === "job" || name === "end") {
      this.#stands(data);
    } else if (name === "rooms") {
      this.job.setRooms(data);
      this.#draw();
    } else if (name === "step") {
      this.job.counted(data.stage, data.rooms.length);
      this.stages.show(this.job.counts, this.job.state?.rooms);
      this.reveal.add(data.rooms.map((answer) => [data.stage, answer]));
    } else if (name === "lost") {
      this.#tell(t("The gateway does not answer; trying again."));
    } else if (name === "away") {
      this.#tell(data.detail ?? t("Redis does not answer; the job goes on when it does."));
    } else if (name === "gone") {
      this.#tell(data.detail);
    }
  }

  #stands(state) {
    const before = this.job.state;
    this.job.state = state;
    const name = state.building_id || state.job_id;
    fill(this.title, name);
    document.title = `${name} · Plenum`;
    this.stages.show(this.job.counts, state.rooms);
    fill(
      this.head,
      status(state.status),
      h("span", {}, count(state.rooms, "room")),
      h("span", {}, state.duration_s === null ? t("{n} of {all} steps", { n: state.done, all: state.total }) : seconds(state.duration_s)),
      h("span", { class: "small quiet mono" }, state.job_id),
    );
    if (!before) this.#acts();
    if (before && before.status !== state.status) {
      this.#acts();
      say(t("{name} is {status}", { name, status: t(state.status) }));
    } else if (before && state.total && Math.floor((4 * before.done) / state.total) !== Math.floor((4 * state.done) / state.total)) {
      say(t("{n} of {all} steps are done", { n: state.done, all: state.total }));
    }
  }

  #acts() {
    const running = ["queued", "running", "finishing"].includes(this.job.state.status);
    if (running) fill(this.actions, h("button", { onclick: () => this.#cancel() }, t("Cancel")));
    else fill(this.actions, downloads(this.jobId, this.job.state.building_id, this.job.revision));
  }

  async #cancel() {
    try {
      await ask(`/v1/jobs/${encodeURIComponent(this.jobId)}`, { method: "DELETE" });
      say(t("cancelled"));
    } catch (error) {
      this.#tell(error.message);
    }
  }

  async #replay() {
    try {
      const answer = await ask(`/v1/jobs/${encodeURIComponent(this.jobId)}/replay`, { method: "POST" });
      const { replayed, refused } = await answer.json();
      this.#tell(`${t("{letters} done again.", { letters: count(replayed.length, "letter") })} ${Object.keys(refused).length ? t("Refused: {why}.", { why: Object.values(refused)[0] }) : ""} ${t("Load the page again to watch.")}`);
    } catch (error) {
      this.#tell(error.message);
    }
  }

  #reveal(stage, answer) {
    const room = this.job.step(stage, answer);
    if (room) {
      this.floor.update(room);
      this.room.update(room);
      this.#list();
    }
  }

  /** The list anew, a few times a second: not for each of a thousand rooms. */
  #list() {
    this.listed ??= setTimeout(() => {
      this.listed = undefined;
      this.table.draw([...this.job.rooms.values()]);
    }, 250);
  }

  #draw() {
    const rooms = [...this.job.rooms.values()];
    this.floor.draw(rooms);
    this.table.draw(rooms);
    this.#opened();
  }

  /** The result, once what was committed has been shown. */
  async #completed() {
    if (this.job.state.status === "refused") this.reveal.flush();
    try {
      const result = await json(`/v1/jobs/${encodeURIComponent(this.jobId)}/result.json?revision=${this.job.revision}`, { signal: this.signal });
      while (!this.reveal.idle && !this.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 50));
      follow(result.settings);
      const fresh = this.job.rooms.size !== result.rooms.length;
      this.job.complete(result);
      if (result.name) fill(this.title, result.name);
      if (fresh) this.floor.draw([...this.job.rooms.values()]);
      for (const room of this.job.rooms.values()) this.floor.update(room);
      this.floor.tell(result.totals.statuses);
      this.table.draw([...this.job.rooms.values()]);
      fill(this.after, this.versions.el, summary(result, () => this.#replay(), ofInput(this.jobId, this.signal)));
      say(t("{name} is {status}: {rooms}", { name: plain(result.building_id), status: t(result.status), rooms: count(result.rooms.length, "room") }));
      this.#opened();
      await Promise.all([this.feedback.load(), this.versions.load()]);
    } catch (error) {
      if (this.signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      this.#tell(error.cure ? `${error.message}: ${error.cure}` : error.message);
    }
    this.trace.load();
  }

  #tell(words) {
    this.note.hidden = !words;
    fill(this.note, words);
    if (words) say(words);
  }

  #goTo(roomId) {
    history.pushState(null, "", `${location.pathname}${location.search}#${encodeURIComponent(roomId)}`);
    this.#opened();
  }

  /** The room that the address names, or none. */
  #opened() {
    const id = decodeURIComponent(location.hash.slice(1));
    const room = this.job.rooms.get(id);
    if (room) {
      this.opened = id;
      this.room.open(room);
    } else {
      this.room.close();
    }
  }
}
