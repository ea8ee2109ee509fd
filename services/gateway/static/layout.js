// A room's ceiling as somebody edits it: every state whole, so that any can be had again. Knows nothing of drawing.

const EMPTY = ".";
const INVALID = "#";
const key = ([x, y]) => `${x},${y}`;

export class Layout {
  /** `room` is a completed room; `asIn` its rows as the building came in, where they are known. */
  constructor(room, settings, asIn) {
    this.room = room;
    this.asIn = asIn ?? room.rows;
    this.existing = new Set((room.existing ?? []).map(key));
    const { rows, flows, room_type, luminaire } = room;
    this.states = [{ rows, flows, kept: new Set(), own: new Set(), room_type, luminaire, settings }];
    this.at = 0;
  }

  get now() {
    return this.states[this.at];
  }

  get first() {
    return this.states[0];
  }

  /** The next state; what had been undone is gone. */
  change(changed) {
    this.states.splice(this.at + 1, Infinity, { ...this.now, ...changed });
    this.at += 1;
  }

  undo() {
    if (this.at > 0) this.at -= 1;
  }

  redo() {
    if (this.at < this.states.length - 1) this.at += 1;
  }

  symbol([x, y], rows = this.now.rows) {
    return rows[y]?.[x] ?? INVALID;
  }

  /** Whether something hangs there that one may move: what was there before Plenum stays. */
  movable(tile) {
    return ![EMPTY, INVALID].includes(this.symbol(tile)) && !this.existing.has(key(tile));
  }

  free = (tile) => this.symbol(tile) === EMPTY;
  kept = (tile) => this.existing.has(key(tile)) || this.now.kept.has(key(tile));

  /** Rows with a component on another tile; the same rows where that cannot be. */
  moved(from, to) {
    if (key(from) === key(to) || !this.movable(from) || !this.free(to)) return this.now.rows;
    return put(put(this.now.rows, from, EMPTY), to, this.symbol(from));
  }

  move(from, to) {
    const rows = this.moved(from, to);
    if (rows === this.now.rows) return false;
    this.change({ rows, flows: [], kept: less(this.now.kept, from), own: more(less(this.now.own, from), to) });
    return true;
  }

  /** Add a component, take one away, block a tile or free one that was blocked; whether anything changed. */
  set(tile, symbol) {
    const was = this.symbol(tile);
    const blocked = was === INVALID && this.asIn[tile[1]]?.[tile[0]] !== INVALID;
    const can = symbol === EMPTY ? this.movable(tile) || blocked : was === EMPTY || (symbol === INVALID && this.movable(tile));
    if (!can || was === symbol || !this.now.rows[tile[1]]) return false;
    this.change({ rows: put(this.now.rows, tile, symbol), flows: [], kept: less(this.now.kept, tile), own: more(this.now.own, tile) });
    return true;
  }

  /** Keep a component where it is when the rest is placed anew, or no longer. */
  lock(tile) {
    if (!this.movable(tile)) return false;
    const { kept } = this.now;
    this.change({ kept: kept.has(key(tile)) ? less(kept, tile) : more(kept, tile) });
    return true;
  }

  /** What the rest is placed around: what was locked, and what one's own hand has put there. */
  keep() {
    const all = [...new Set([...this.now.kept, ...this.now.own])].map((each) => each.split(",").map(Number));
    return all.filter((tile) => this.movable(tile));
  }
}

const less = (tiles, tile) => new Set([...tiles].filter((each) => each !== key(tile)));
const more = (tiles, tile) => new Set([...tiles, key(tile)]);
const put = (rows, [x, y], symbol) => rows.map((row, at) => (at === y ? row.slice(0, x) + symbol + row.slice(x + 1) : row));

/** Tiles that differ between two grids of one size. */
export function differing(before, after) {
  const found = [];
  after.forEach((row, y) => {
    if (row === before[y]) return;
    for (let x = 0; x < row.length; x += 1) if (row[x] !== before[y][x]) found.push([x, y]);
  });
  return found;
}
