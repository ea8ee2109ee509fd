// Where rooms lie on the screen: metres, x to the right, y downwards. One plan a storey.

const GAP_M = 1.5;

/** [{name, turn, box, rooms: [{room, matrix, box}]}]; a matrix takes the grid's metres to the plan's.
 *
 * `upright`: turned by a right angle where that makes the plan higher than wide, and otherwise wider than high.
 */
export function storeys(rooms, upright) {
  const straight = mainTurn(rooms);
  const plan = around(rooms.map((room) => at(room, matrixOf(room.fields, straight)).box));
  const high = plan.y1 - plan.y0 > 1.15 * (plan.x1 - plan.x0);
  const wide = plan.x1 - plan.x0 > 1.15 * (plan.y1 - plan.y0);
  const turn = (upright ? wide : high) ? straight - 90 : straight;
  const named = new Map();
  for (const room of rooms) {
    const name = room.fields.story ?? "";
    if (!named.has(name)) named.set(name, []);
    named.get(name).push(room);
  }
  return [...named].map(([name, those]) => {
    let placed = those.map((room) => at(room, matrixOf(room.fields, turn)));
    if (overlapping(placed)) placed = shelves(those);
    return { name, turn, rooms: placed, box: around(placed.map((each) => each.box)) };
  });
}

/** The rotation in degrees that most of the floor has: the plan is turned back by it. */
function mainTurn(rooms) {
  const floor = new Map();
  for (const { fields } of rooms) {
    const degrees = Math.round((((fields.frame?.rotation_deg ?? 0) % 90) + 90) % 90 * 100) / 100;
    floor.set(degrees, (floor.get(degrees) ?? 0) + fields.rows.length * fields.rows[0].length);
  }
  const [most] = [...floor].sort((a, b) => b[1] - a[1])[0] ?? [0];
  return most > 45 ? most - 90 : most;
}

function matrixOf(fields, turn) {
  const [ox, oy] = fields.frame?.origin_m ?? [0, 0];
  const own = (((fields.frame?.rotation_deg ?? 0) - turn) * Math.PI) / 180;
  const back = (-turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(own), Math.sin(own)];
  const x = ox * Math.cos(back) - oy * Math.sin(back);
  const y = ox * Math.sin(back) + oy * Math.cos(back);
  // Columns of SVG's matrix; the second row is turned over, since y points up in plan.
  return [cos, -sin, -sin, -cos, x, -y];
}

export const apply = ([a, b, c, d, e, f], [x, y]) => [a * x + c * y + e, b * x + d * y + f];

/** The outline in m; the grid's rectangle where none was given. */
export function outline(fields) {
  if (fields.outline_m?.length) return fields.outline_m;
  const [w, h] = [fields.rows[0].length * fields.tile_m[0], fields.rows.length * fields.tile_m[1]];
  return [[0, 0], [w, 0], [w, h], [0, h]];
}

function at(room, matrix) {
  return { room, matrix, box: boxOf(outline(room.fields).map((point) => apply(matrix, point))) };
}

function boxOf(points) {
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
}

const around = (boxes) => ({
  x0: Math.min(...boxes.map((b) => b.x0)),
  y0: Math.min(...boxes.map((b) => b.y0)),
  x1: Math.max(...boxes.map((b) => b.x1)),
  y1: Math.max(...boxes.map((b) => b.y1)),
});

/** Whether rooms lie on each other, as where a file says nothing of where they are. */
function overlapping(placed) {
  const centres = new Set(placed.map(({ matrix }) => `${matrix[4].toFixed(2)} ${matrix[5].toFixed(2)}`));
  return placed.length > 1 && centres.size < placed.length / 2;
}

/** Side by side in rows, as wide as high. */
function shelves(rooms) {
  const sizes = rooms.map((room) => ({ room, box: boxOf(outline(room.fields)) }));
  const area = sizes.reduce((sum, { box }) => sum + (box.x1 - box.x0 + GAP_M) * (box.y1 - box.y0 + GAP_M), 0);
  const most = Math.max(1.5 * Math.sqrt(area), ...sizes.map(({ box }) => box.x1 - box.x0));
  let [x, y, high] = [0, 0, 0];
  return sizes.map(({ room, box }) => {
    const [w, h] = [box.x1 - box.x0, box.y1 - box.y0];
    if (x > 0 && x + w > most) [x, y, high] = [0, y + high + GAP_M, 0];
    const placed = at(room, [1, 0, 0, -1, x - box.x0, y + box.y1]);
    x += w + GAP_M;
    high = Math.max(high, h);
    return placed;
  });
}
