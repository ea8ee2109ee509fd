// A job as its events tell it: rooms fill with what each stage committed. Knows nothing of what is drawn.

/** What is known of one room. */
class RoomState {
  constructor(fields) {
    this.fields = fields;
    this.id = fields.room_id;
    this.forget();
  }

  /** As it came in, before any stage. */
  forget() {
    this.rows = this.fields.rows;
    this.tiles = new Map();
    this.candidates = new Map();
    this.chosen = "";
    this.error = "";
    this.done = new Set();
    this.completed = null;
  }

  get status() {
    if (this.completed) return this.completed.status;
    if (this.error) return "failed";
    return this.done.size ? "working" : "waiting";
  }
}

export class Job {
  constructor(id, stages) {
    this.id = id;
    this.stages = stages;
    this.state = null;
    /** Which version of the result is shown; 0 is what the job answered. */
    this.revision = 0;
    this.rooms = new Map();
    this.result = null;
    /** The stages' commits by room, for how far each stage is. */
    this.counts = new Map(stages.map((stage) => [stage.name, 0]));
  }

  /** Everything again from the beginning: a new connection tells it all. */
  restart() {
    for (const room of this.rooms.values()) room.forget();
    for (const name of this.counts.keys()) this.counts.set(name, 0);
  }

  /** The job's rooms as they came in; those that are known stay what they are. */
  setRooms(rooms) {
    for (const fields of rooms) {
      if (!this.rooms.has(fields.room_id)) this.rooms.set(fields.room_id, new RoomState(fields));
    }
  }

  /** One stage's answer for one room; the room, or undefined where it is not known. */
  step(stageName, answer) {
    const room = this.rooms.get(answer.room_id);
    if (!room || room.completed) return undefined;
    const stage = this.stages.find((each) => each.name === stageName);
    room.done.add(stageName);
    if (stage?.competes) {
      room.candidates.set(stageName, answer);
    } else {
      if (answer.error) room.error = answer.error;
      if (answer.kind) room.tiles.set(answer.kind, answer.tiles);
      if (!stage?.kind) room.chosen = answer.model_name;
    }
    return room;
  }

  counted(stageName, rooms) {
    this.counts.set(stageName, (this.counts.get(stageName) ?? 0) + rooms);
  }

  /** The completed building is the last word on every room. */
  complete(result) {
    this.result = result;
    for (const completed of result.rooms) {
      if (!this.rooms.has(completed.room_id)) this.rooms.set(completed.room_id, new RoomState(completed));
      const room = this.rooms.get(completed.room_id);
      room.completed = completed;
      room.rows = completed.rows;
      room.chosen = completed.selected_model ?? "";
    }
  }
}

/** The tiles of a kind in a room: [x, y] each. */
export function tilesOf(room, kind) {
  if (room.completed || !room.tiles.has(kind.kind)) {
    const found = [];
    room.rows.forEach((row, y) => {
      for (let x = row.indexOf(kind.symbol); x >= 0; x = row.indexOf(kind.symbol, x + 1)) found.push([x, y]);
    });
    return found;
  }
  return [...tilesOf({ rows: room.rows, tiles: new Map() }, kind), ...room.tiles.get(kind.kind)];
}
