// A layout judged while it is dragged: one question at a time, and of those that wait the latest alone.

import { json, Problem } from "./api.js";

export class Judge {
  /** `told(answer, milliseconds)` is called with each answer, by how much it came after its question; `failed(problem)` where there is none. */
  constructor(path, told, failed, signal) {
    Object.assign(this, { path, told, failed, signal, waiting: null, busy: false });
  }

  ask(result) {
    this.waiting = { result, at: performance.now() };
    if (!this.busy) this.#next();
  }

  async #next() {
    this.busy = true;
    while (this.waiting && !this.signal.aborted) {
      const { result, at } = this.waiting;
      this.waiting = null;
      try {
        const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(result), signal: this.signal };
        const answer = await json(this.path, options);
        this.told(answer, performance.now() - at);
      } catch (error) {
        if (this.signal.aborted) break;
        if (!(error instanceof Problem)) throw error;
        this.failed(error);
      }
    }
    this.busy = false;
  }
}

/** The result with one room alone, as it is being edited: what the verifier is asked about. */
export function alone(result, room, state, rows = state.rows) {
  const flows = rows === state.rows ? state.flows : [];
  const hangs = ([x, y]) => ![".", "#"].includes(rows[y][x]);
  const { proof, counts } = room;
  const own = { ...room, rows, flows, existing: (room.existing ?? []).filter(hangs), evidence: [], candidates: [], proof, counts };
  delete own.alternatives;
  if (state.room_type) own.room_type = state.room_type;
  if (state.luminaire) own.luminaire = state.luminaire;
  return { ...result, settings: state.settings, evidence: [], rooms: [own] };
}
