// One's verdict on a room, beside its figures: accept, reject, or send it back as it should be.

import { Problem } from "./api.js";
import { fill, h, say } from "./dom.js";
import { gridOf } from "./feedback.js";
import { ago, count } from "./words.js";
import { t } from "./i18n.js";

const SAID = { accept: "accepted", edit: "edited", reject: "rejected" };

/** A mark for a list: the latest word on a room; nothing where nobody has said anything. */
export const mark = (said) => (said.length ? h("span", { class: `verdict-mark ${said[0].verdict}` }, t(SAID[said[0].verdict])) : "");

export class Verdict {
  constructor(feedback, room, rules) {
    this.feedback = feedback;
    this.room = room;
    this.rules = rules;
    this.said = h("ul", { class: "said" });
    this.outcome = h("p", { class: "note", hidden: true });
    this.comment = h("input", { id: "comment", maxlength: 1000, autocomplete: "off" });
    this.file = h("input", { id: "own-grid", type: "file", class: "unseen", onchange: () => this.#chosen() });
    this.chosen = h("span", { class: "small quiet" }, t("no file chosen"));
    this.send = h("button", { type: "button", class: "main", disabled: true, onclick: () => this.#edit() }, t("Send the edit"));
    this.el = h(
      "section",
      { class: "opinion", "aria-labelledby": "opinion" },
      h("h3", { id: "opinion" }, t("Your verdict")),
      this.said,
      h(
        "div",
        { class: "verdicts" },
        h("button", { type: "button", onclick: () => this.#give({ verdict: "accept" }) }, h("span", { class: "good", "aria-hidden": "true" }, "✓ "), t("Accept")),
        h("button", { type: "button", onclick: () => this.#give({ verdict: "reject" }) }, h("span", { class: "bad", "aria-hidden": "true" }, "✕ "), t("Reject")),
      ),
      h("label", { for: "comment", class: "small quiet" }, t("Why (optional)")),
      this.comment,
      this.#editing(),
      this.outcome,
    );
    this.show();
  }

  /** An edit is a file: the room's rows to begin with, and what has become of them. */
  #editing() {
    return h(
      "details",
      {},
      h("summary", {}, t("Edit: send it back as it should be")),
      h("p", { class: "small quiet" }, t("The room's rows as building files have them, one character a tile and y = 0 first; a grid, or any building with this room, will do as well.")),
      h("div", { class: "verdicts" }, h("button", { type: "button", onclick: () => this.#take() }, t("Take its rows")), this.file, h("label", { for: "own-grid", class: "button" }, t("Choose a file"))),
      h("p", { class: "verdicts" }, this.send, this.chosen),
    );
  }

  show() {
    const said = this.feedback.of(this.room.room_id).map((each) => h("li", {}, mark([each]), ` ${t("by {who}, {when}", { who: each.submitted_by, when: ago(each.at) })}`, differs(each), each.broken ? `, ${t("{rules} broken", { rules: count(each.broken, "hard rule") })}` : "", each.comment ? h("q", {}, each.comment) : ""));
    fill(this.said, said.length ? said : h("li", { class: "quiet" }, t("Nobody has said anything yet.")));
  }

  #take() {
    const url = URL.createObjectURL(new Blob([`${this.room.rows.join("\n")}\n`], { type: "text/plain" }));
    h("a", { href: url, download: `${this.room.room_id}.txt` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  #chosen() {
    const [file] = this.file.files;
    fill(this.chosen, file ? file.name : t("no file chosen"));
    this.send.disabled = !file;
  }

  async #edit() {
    await this.#give({ verdict: "edit", grid: gridOf(await this.file.files[0].text()) });
  }

  async #give(opinion) {
    try {
      const taken = await this.feedback.give({ ...opinion, room_id: this.room.room_id, comment: this.comment.value });
      this.comment.value = "";
      const broken = (taken.evidence ?? []).filter((each) => each.hard && !each.passed).map((each) => t(this.rules[each.rule]?.name || each.rule));
      const rules = taken.evidence === null ? "" : broken.length ? t("It breaks {rules}.", { rules: [...new Set(broken)].join(", ") }) : t("Every hard rule holds.");
      this.#tell(`${t("Thank you: {what}.", { what: `${t(SAID[taken.verdict])}${differs(taken)}` })} ${rules}`, broken.length > 0);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#tell(error.cure ? `${error.message}: ${error.cure}` : error.message, true);
    }
  }

  #tell(words, bad) {
    this.outcome.hidden = false;
    this.outcome.className = bad ? "note bad" : "note fine";
    fill(this.outcome, words);
    say(words);
  }
}

/** By how much an edit differs. */
const differs = ({ verdict, edit_distance: distance }) => (verdict === "edit" ? `, ${t("{tiles} changed", { tiles: count(distance, "tile") })}` : "");
