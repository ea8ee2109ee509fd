// A room's ceiling taken in hand: moved, added to, locked, judged while one drags, completed around, kept as a version.

import { Problem } from "./api.js";
import { around, Board } from "./board.js";
import { fill, h, say } from "./dom.js";
import { t, told } from "./i18n.js";
import { alone, Judge } from "./judge.js";
import { asked, FIRST, LAYERS, legend } from "./layers.js";
import { differing, Layout } from "./layout.js";
import { dark, failing, placesOf } from "./places.js";
import { placed, send } from "./rework.js";
import { fieldsOf } from "./room_fields.js";
import { brokenList, palette } from "./tools.js";
import { count, number } from "./words.js";

const SETTLED_MS = 200;

export class Editor {
  /** `about`: catalogue, job, room (a RoomState), revision, judged(rows, evidence); `kept(number)` is called with a version that was made. */
  constructor(about, kept, signal) {
    const { judged, ...known } = about;
    Object.assign(this, known, { done: kept, signal, tellFigures: judged });
    this.completed = about.room.completed;
    this.layout = new Layout(this.completed, this.job.result.settings, about.room.fields.rows);
    this.shown = new Set(FIRST);
    this.tool = "move";
    this.held = null;
    this.evidence = this.completed.evidence;
    this.judge = new Judge("/v1/verify", (answer, ms) => this.#judged(answer, ms), (error) => this.#tell(error.message, true), signal);
    this.watch = new Judge("/v1/overlays", (answer) => this.#overlaid(answer), () => this.#overlaid(null), signal);
    this.board = new Board(this.completed, this.catalogue, this.#label(), {
      down: (tile) => this.#down(tile),
      over: (tile) => this.#over(tile),
      up: (tile) => this.#up(tile),
      cancel: () => this.#drop(),
      goes: (tile) => this.#goes(tile),
      key: (event, tile) => this.#key(event, tile),
    });
    this.el = this.#made();
    this.#show();
  }

  #label() {
    return t("Ceiling of {room}. Arrow keys move the cursor, Enter picks up and puts down, Delete takes away, K locks, B blocks, a component's letter adds one, Ctrl Z undoes.", { room: this.completed.name || this.completed.room_id });
  }

  #name = (entry) => t(this.catalogue.rules[entry.rule]?.name ?? entry.rule);

  #made() {
    const button = (words, act, attributes) => h("button", { type: "button", onclick: act, ...attributes }, words);
    this.undo = button(t("Undo"), () => this.#back(() => this.layout.undo()));
    this.redo = button(t("Redo"), () => this.#back(() => this.layout.redo()));
    this.complete = button(t("Complete around my edits"), () => this.#complete());
    this.keep = button(t("Keep this version"), () => this.#keep(), { class: "main" });
    this.note = h("input", { id: "version-note", maxlength: 1000, autocomplete: "off" });
    this.outcome = h("p", { class: "note", hidden: true });
    this.rules = h("div", { class: "broken-rules", "aria-live": "polite" });
    this.said = h("p", { class: "small quiet legend-line" });
    this.layers = h("fieldset", { class: "layers" }, h("legend", {}, t("Layers")), LAYERS.map(([name, words]) => h("label", { class: "check" }, h("input", { type: "checkbox", name: "layer", value: name, checked: this.shown.has(name), onchange: (event) => this.#layer(name, event.target.checked) }), t(words))));
    this.tools = palette(this.catalogue.kinds, (tool) => this.#takes(tool));
    return h(
      "div",
      { class: "editor" },
      h("div", { class: "toolbar" }, this.tools, h("span", { class: "actions" }, this.undo, this.redo, this.complete)),
      h("div", { class: "paper" }, this.board.el),
      this.said,
      this.outcome,
      this.rules,
      this.layers,
      fieldsOf(this.catalogue, this.job.result, this.layout, () => this.#changed()),
      h("div", { class: "keeping" }, h("label", { for: "version-note", class: "small quiet" }, t("What it is about (optional)")), this.note, this.keep),
    );
  }

  /** What is drawn: the layout, or what it would be if what is held were put down. */
  get rows() {
    return this.held?.over ? this.layout.moved(this.held.from, this.held.over) : this.layout.now.rows;
  }

  #show() {
    const { layout, rows } = this;
    const tiles = (text) => [...text].map((each) => each.split(",").map(Number));
    this.places = failing(this.evidence, this.catalogue.rules).map((entry) => [entry, placesOf(entry, this.overlays)]);
    const marked = this.places.filter(([entry]) => entry.hard || this.focused === entry.rule).map(([entry, places]) => ({ ...places, name: this.#name(entry) }));
    const looked = this.held?.over ?? this.board.cursor;
    this.board.draw(rows, {
      overlays: this.overlays,
      shown: this.shown,
      kept: tiles(layout.now.kept),
      existing: tiles(layout.existing),
      changes: this.shown.has("changes") ? differing(layout.first.rows, rows) : [],
      places: marked,
      distances: this.#measured(rows, looked),
    });
    this.undo.disabled = layout.at === 0;
    this.redo.disabled = layout.at === layout.states.length - 1;
    this.keep.disabled = this.complete.disabled = layout.at === 0 || this.busy;
    fill(this.said, legend(this.overlays, this.shown));
    fill(this.rules, brokenList(this.places, this.catalogue.rules, (rule) => this.#focus(rule)));
  }

  /** From the component that is held or looked at to what is next; with the measure, from tile to tile. */
  #measured(rows, tile) {
    if (this.tool === "measure") return this.from ? [this.#between(this.from, tile)] : [];
    const symbol = rows[tile[1]][tile[0]];
    return symbol === "." || symbol === "#" ? [] : around(this.completed, rows, tile, this.board.centre);
  }

  #between(a, b) {
    const [from, to] = [this.board.centre(a), this.board.centre(b)];
    return { from, to, m: Math.hypot(to[0] - from[0], to[1] - from[1]) };
  }

  #takes(tool) {
    this.tool = tool;
    this.from = null;
    this.#drop();
  }

  #layer(name, shown) {
    if (shown) this.shown.add(name);
    else this.shown.delete(name);
    this.#look();
    this.#show();
  }

  #focus(rule) {
    this.focused = this.focused === rule ? null : rule;
    this.#show();
  }

  #down(tile) {
    this.board.cursor = tile;
    if (this.tool === "move" && this.layout.movable(tile)) this.held = { from: tile, over: null };
    else if (this.tool === "measure") this.from = tile;
    else if (this.tool !== "move") this.#use(this.tool, tile);
    this.#show();
  }

  #over(tile) {
    const at = this.held ? (this.held.over ?? this.held.from) : this.board.cursor;
    if ((!this.held && !(this.tool === "measure" && this.from)) || String(at) === String(tile)) return;
    this.board.cursor = tile;
    if (this.held) {
      this.held.over = tile;
      this.#ask();
    }
    this.#show();
  }

  #up(tile) {
    const { held } = this;
    this.held = null;
    if (held && this.layout.move(held.from, tile)) this.#changed();
    else if (held?.over) this.#changed();
    else this.#show();
  }

  #drop() {
    this.held = null;
    this.#ask();
    this.#show();
  }

  /** The cursor by the keyboard, with what it holds. */
  #goes(tile) {
    this.board.cursor = tile;
    if (this.held) {
      this.held.over = tile;
      this.#ask();
    }
    this.#show();
    say(this.#told(tile));
  }

  #told(tile) {
    const symbol = this.layout.symbol(tile);
    const kind = this.catalogue.kinds.find((each) => each.symbol === symbol);
    const what = kind ? t(kind.singular) : t(symbol === "#" ? "blocked" : "empty");
    const broken = this.places.filter(([, places]) => places.tiles.some((each) => String(each) === String(tile))).map(([entry]) => this.#name(entry));
    return [`${tile[0]}, ${tile[1]}: ${what}`, this.layout.kept(tile) ? t("locked") : "", ...broken].filter(Boolean).join(", ");
  }

  #key(event, tile) {
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      this.#back(() => (key === "y" || event.shiftKey ? this.layout.redo() : this.layout.undo()));
      return;
    }
    const kind = this.catalogue.kinds.find((each) => each.symbol.toLowerCase() === key);
    const use = { delete: ".", backspace: ".", k: "lock", b: "#" }[key] ?? kind?.symbol;
    if (key === "escape" && this.held) this.#drop();
    else if (key === "enter" || key === " ") this.#press(tile);
    else if (use) this.#use(use, tile);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #press(tile) {
    if (this.held) this.#up(tile);
    else if (this.tool !== "move") this.#down(tile);
    else if (this.layout.movable(tile)) this.held = { from: tile, over: null };
    this.#show();
    say(this.held ? t("picked up") : this.#told(tile));
  }

  /** A symbol, `lock`, or `.` and `#` for taking away and blocking; a blocked tile is freed by blocking it again. */
  #use(what, tile) {
    const freed = what === "#" && this.layout.symbol(tile) === "#" ? "." : what;
    if (what === "lock" ? this.layout.lock(tile) : this.layout.set(tile, freed)) this.#changed();
  }

  #back(step) {
    step();
    this.#changed();
  }

  #changed() {
    this.#ask();
    this.#look();
    this.#show();
  }

  #ask() {
    this.judge.ask(alone(this.job.result, this.completed, this.layout.now, this.rows));
  }

  #dark = () => failing(this.evidence, this.catalogue.rules).some(dark);

  /** The layers anew, once the hand rests; without layers for where it is dark alone. */
  #look() {
    clearTimeout(this.looks);
    if (!asked(this.shown) && !this.#dark()) return;
    this.looks = setTimeout(() => this.watch.ask(alone(this.job.result, this.completed, this.layout.now)), SETTLED_MS);
  }

  #judged(answer, ms) {
    this.evidence = answer.rooms[this.completed.room_id];
    this.tellFigures(this.rows, this.evidence);
    if (!asked(this.shown)) this.overlays = null;
    if (!asked(this.shown) && !this.held) this.#look();
    this.#show();
    this.el.dataset.judgedMs = ms.toFixed(0);
  }

  #overlaid(answer) {
    this.overlays = answer;
    this.#show();
  }

  #edit() {
    const { rows, flows, room_type, luminaire } = this.layout.now;
    return { room_id: this.completed.room_id, rows, flows: flows?.length ? flows : undefined, room_type, luminaire: luminaire ?? undefined };
  }

  #settings() {
    return this.layout.now.settings === this.layout.first.settings ? {} : this.layout.now.settings;
  }

  async #complete() {
    await this.#working(async () => {
      const began = performance.now();
      const asked = { base: this.revision, rooms: [{ ...this.#edit(), flows: undefined, keep: this.layout.keep() }], settings: this.#settings() };
      const result = await placed(this.job.id, asked, this.signal);
      const [room] = result.rooms;
      if (!["complete", "unsolved", "infeasible"].includes(room.status)) throw new Problem(0, { detail: told(room.reasons[0] ?? room.status) });
      const moved = differing(this.layout.now.rows, room.rows).length;
      this.layout.change({ rows: room.rows, flows: room.flows });
      this.#changed();
      this.#tell(`${t("Placed around your edits in {s} s: {n} more.", { s: number((performance.now() - began) / 1000, 2), n: count(moved, "tile changed", "tiles changed") })} ${room.status === "complete" ? "" : room.reasons.map(told).join("; ")}`, room.status !== "complete");
    });
  }

  async #keep() {
    await this.#working(async () => {
      const asked = { base: this.revision, note: this.note.value, rooms: [this.#edit()], settings: this.#settings() };
      const made = await send(`/v1/jobs/${encodeURIComponent(this.job.id)}/revisions`, asked, this.signal);
      say(t("Version {n} is kept", { n: made.number }));
      this.done(made.number);
    });
  }

  async #working(work) {
    this.busy = true;
    this.#show();
    this.el.setAttribute("aria-busy", "true");
    try {
      await work();
    } catch (error) {
      if (this.signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      this.#tell(error.cure ? `${error.message}: ${error.cure}` : error.message, true);
    } finally {
      this.busy = false;
      this.el.removeAttribute("aria-busy");
      this.#show();
    }
  }

  #tell(words, bad) {
    this.outcome.hidden = false;
    this.outcome.className = bad ? "note bad" : "note fine";
    fill(this.outcome, words);
    say(words);
  }
}

