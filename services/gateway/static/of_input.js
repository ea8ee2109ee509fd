// What was read of the building: what was left out and assumed, and rooms whose type nothing tells.

import { json } from "./api.js";
import { fill, h } from "./dom.js";
import { t, told } from "./i18n.js";
import { count } from "./words.js";

const MOST = 20;

export function ofInput(jobId, signal) {
  const shown = h("div", { class: "small" });
  json(`/v1/jobs/${encodeURIComponent(jobId)}/told`, { signal })
    .then((found) => fill(shown, leftOut(found), unknown(found.unknown_types), assumed(found.assumed)))
    .catch((error) => signal.aborted || fill(shown, h("p", { class: "quiet" }, error.message)));
  return shown;
}

function leftOut({ left_out: lines, unread }) {
  if (!lines.length) return "";
  const title = t("{n} left out, {unread} of them not readable", { n: lines.length, unread });
  return h("details", { open: unread > 0 }, h("summary", {}, title), h("ul", {}, lines.map((line) => h("li", {}, told(line)))));
}

function unknown(rooms) {
  if (!rooms.length) return "";
  const more = rooms.length > MOST ? ` … +${rooms.length - MOST}` : "";
  return h("p", {}, h("strong", {}, t("Unknown type")), `: ${count(rooms.length, "room")} (${rooms.slice(0, MOST).join(", ")}${more})`);
}

function assumed(kinds) {
  const said = Object.entries(kinds).map(([kind, rooms]) => `${t(kind)} (${rooms})`);
  return said.length ? h("p", { class: "quiet" }, `${t("Assumed")}: ${said.join(", ")}`) : "";
}
