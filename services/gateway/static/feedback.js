// What people say of a job's rooms: accepted, rejected, or a grid of their own; everybody's latest word counts.

import { json, Problem } from "./api.js";

export class Feedback {
  constructor(jobId, signal) {
    this.path = `/v1/jobs/${encodeURIComponent(jobId)}/feedback`;
    this.signal = signal;
    this.said = [];
    this.changed = [];
  }

  /** Call this whenever there is news. */
  watch(listener) {
    this.changed.push(listener);
  }

  /** Where there is no store nothing was said; who gives a verdict there is told so. */
  async load() {
    try {
      this.said = await json(this.path, { signal: this.signal });
      this.#tell();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }

  /** Everybody's word on a room, the latest first. */
  of(roomId) {
    return this.said.filter((each) => each.room_id === roomId);
  }

  /** Throws Problem. The answer has the verifier's evidence for a grid of one's own. */
  async give(opinion) {
    const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(opinion) };
    const taken = await json(this.path, options);
    const replaced = (each) => each.room_id === taken.room_id && each.submitted_by === taken.submitted_by;
    this.said = [taken, ...this.said.filter((each) => !replaced(each))];
    this.#tell();
    return taken;
  }

  #tell() {
    for (const listener of this.changed) listener();
  }
}

/** A file's text as feedback takes it: a room's rows as text or JSON, a grid, a building, or any other format. */
export function gridOf(text) {
  const lines = text.trim().split(/\s*\n\s*/);
  try {
    return JSON.parse(text);
  } catch {
    return lines.every((line) => /^[.#A-Z]+$/.test(line)) ? lines : text;
  }
}
