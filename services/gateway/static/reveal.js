// A small building is done in a tenth of a second; what was committed is shown over a second or two, room by room.
// Figures are never held back by it, and nothing is where less motion is asked for.

const SHARE = 14;

export class Reveal {
  /** `show` is called with each item, in order. */
  constructor(show) {
    this.show = show;
    this.waiting = [];
    this.running = false;
    this.at_once = matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  add(items) {
    if (this.at_once || document.hidden) {
      items.forEach(this.show);
      return;
    }
    this.waiting.push(...items);
    if (!this.running) this.#next();
  }

  /** Everything that still waits, now. */
  flush() {
    this.waiting.splice(0).forEach(this.show);
  }

  drop() {
    this.waiting.length = 0;
  }

  get idle() {
    return !this.waiting.length;
  }

  #next() {
    this.running = this.waiting.length > 0;
    if (!this.running) {
      this.then?.();
      return;
    }
    this.waiting.splice(0, Math.max(1, Math.floor(this.waiting.length / SHARE))).forEach(this.show);
    requestAnimationFrame(() => this.#next());
  }
}
