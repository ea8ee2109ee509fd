// The versions of a building: looked at, compared with the one that is shown, taken again.

import { json, Problem } from "./api.js";
import { fill, h, say, status, table } from "./dom.js";
import { t } from "./i18n.js";
import { differing } from "./layout.js";
import { send } from "./rework.js";
import { ago, count, plain } from "./words.js";

export class Versions {
  /** `go(number)` shows a version. */
  constructor(jobId, revision, go, signal) {
    Object.assign(this, { revision, go, signal, path: `/v1/jobs/${encodeURIComponent(jobId)}`, page: `/jobs/${encodeURIComponent(jobId)}` });
    this.list = h("ol", { class: "versions" });
    this.compared = h("div", { "aria-live": "polite" });
    this.el = h("section", { class: "card wide", "aria-labelledby": "versions", hidden: true }, h("h2", { id: "versions" }, t("Versions")), this.list, this.compared);
  }

  /** Nothing is shown while nobody has changed anything, or where there is no store. */
  async load() {
    try {
      const found = await json(`${this.path}/revisions`, { signal: this.signal });
      this.el.hidden = !found.length;
      fill(this.list, found.toReversed().map((each) => this.#item(each)));
    } catch (error) {
      if (!(error instanceof Problem) && !this.signal.aborted) throw error;
    }
  }

  #item(each) {
    const here = each.number === this.revision;
    const name = each.number ? t("Version {n}", { n: each.number }) : t("As placed");
    return h(
      "li",
      { "aria-current": here ? "true" : false },
      h("a", { href: each.number ? `${this.page}?revision=${each.number}` : this.page }, name),
      status(each.status),
      h("span", { class: "quiet" }, [each.number ? `${t("from")} ${each.base}` : "", each.submitted_by, ago(each.at), each.number ? count(each.room_ids.length, "room") : "", each.note].filter(Boolean).join(" · ")),
      here ? h("span", {}, t("shown")) : [h("button", { type: "button", class: "link", onclick: () => this.#compare(each.number) }, t("Compare")), h("button", { type: "button", class: "link", onclick: () => this.#restore(each.number) }, t("Restore"))],
    );
  }

  #result(number) {
    return json(`${this.path}/result.json?revision=${number}`, { signal: this.signal });
  }

  async #compare(number) {
    const [now, other] = await Promise.all([this.#result(this.revision), this.#result(number)]);
    const before = new Map(other.rooms.map((room) => [room.room_id, room]));
    const rows = now.rooms
      .map((room) => [room, before.get(room.room_id), differing(before.get(room.room_id).rows, room.rows).length])
      .filter(([, , tiles]) => tiles)
      .map(([room, was, tiles]) => [
        h("a", { href: `#${encodeURIComponent(room.room_id)}` }, room.name || room.room_id),
        String(tiles),
        ...Object.keys(room.counts).map((kind) => changed(was.counts[kind], room.counts[kind])),
        was.status === room.status ? t(room.status) : `${t(was.status)} → ${t(room.status)}`,
      ]);
    const words = t("{a} compared with {b}: {n}", { a: number, b: this.revision, n: count(rows.length, "room differs", "rooms differ") });
    const heads = [t("Room"), [t("Tiles"), "n"], ...Object.keys(now.totals.counts).map((kind) => [plain(kind), "n"]), t("Status")];
    fill(this.compared, h("h3", {}, words), rows.length ? table(words, heads, rows) : "");
  }

  async #restore(number) {
    try {
      const made = await send(`${this.path}/revisions`, { base: this.revision, restore: number, note: t("version {n} again", { n: number }) }, this.signal);
      this.go(made.number);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      say(error.message);
      fill(this.compared, h("p", { class: "note bad" }, error.message));
    }
  }
}

const sum = ({ placed, existing }) => placed + existing;
const changed = (was, now) => (sum(was) === sum(now) ? String(sum(now)) : `${sum(was)} → ${sum(now)}`);
