// What one looks at when something is slow or wrong: health, queues, workers, models, breakers, dead letters, jobs.

import { ask, json } from "./api.js";
import { fill, h, say, status, table } from "./dom.js";
import { jobsTable } from "./jobs.js";
import { ago, plain, seconds } from "./words.js";
import { t } from "./i18n.js";

const EVERY_MS = 5000;

export async function operations(shown) {
  const { signal } = shown;
  const parts = { health: h("div", {}), letters: h("div", {}), jobs: h("div", {}) };
  fill(
    shown,
    h("h1", {}, t("Operations")),
    parts.health,
    h("section", { "aria-labelledby": "letters" }, h("h2", { id: "letters" }, t("Dead letters")), parts.letters),
    h("section", { "aria-labelledby": "jobs" }, h("h2", { id: "jobs" }, t("Jobs")), parts.jobs),
  );
  const look = () =>
    Promise.all([
      part(parts.health, signal, async () => health(await json("/health/detailed", { signal }))),
      part(parts.letters, signal, async () => letters(await json("/v1/dead-letters", { signal }), look)),
      part(parts.jobs, signal, async () => {
        const { jobs, total } = await json("/v1/jobs?limit=50", { signal });
        return jobs.length ? jobsTable(jobs, total) : h("p", { class: "quiet" }, t("None are kept."));
      }),
    ]);
  await look();
  const timer = setInterval(() => {
    // Not while somebody is on a button that would be drawn anew under the pointer.
    const busy = parts.letters.contains(document.activeElement);
    if (document.visibilityState === "visible" && !busy) look();
  }, EVERY_MS);
  signal.addEventListener("abort", () => clearInterval(timer));
}

/** Each part by itself: one that cannot be had costs the others nothing. */
async function part(el, signal, make) {
  try {
    fill(el, await make());
  } catch (error) {
    if (!signal.aborted) fill(el, h("p", { class: "note bad" }, error.message));
  }
}

function health({ status: how, checks }) {
  const named = (prefix) => checks.filter((check) => check.name.startsWith(prefix));
  const [queues, models] = [named("queue."), named("model.")];
  const others = checks.filter((check) => !check.name.includes("."));
  return [
    h("p", { class: "verdict" }, status(how), ` ${words(checks)}`),
    h("ul", { class: "checks" }, others.map((check) => h("li", { class: check.status }, h("strong", {}, plain(check.name)), status(check.status), h("span", { class: "small" }, check.message)))),
    h(
      "div",
      { class: "cards" },
      h("section", { class: "card", "aria-labelledby": "queues" }, h("h2", { id: "queues" }, t("Queues and workers")), queueTable(queues)),
      h("section", { class: "card", "aria-labelledby": "models" }, h("h2", { id: "models" }, t("Models")), modelTable(models)),
    ),
  ];
}

function words(checks) {
  const wrong = checks.filter((check) => check.status !== "healthy");
  return wrong.length ? wrong.map((check) => check.name).join(", ") : t("every check is well");
}

const short = (name) => plain(name.split(".")[1]);

function queueTable(queues) {
  const rows = queues.map(({ name, status: how, metadata, message }) => [
    short(name),
    status(how, { title: message }),
    String(metadata.workers ?? "–"),
    String(metadata.waiting ?? "–"),
    metadata.oldest_s === null || metadata.oldest_s === undefined ? "–" : seconds(metadata.oldest_s),
  ]);
  return table("Queues and workers", ["Queue", "State", ["Workers", "n"], ["Waiting", "n"], ["Oldest", "n"]], rows);
}

function modelTable(models) {
  const rows = models.map(({ name, status: how, metadata, message }) => [
    short(name),
    status(how, { title: message }),
    metadata.inference_ms === undefined ? "–" : `${metadata.inference_ms.toFixed(1)} ms`,
    h("span", { class: "small" }, how === "healthy" ? "" : message),
  ]);
  return table("Models", ["Model", "State", ["A small room", "n"], "Note"], rows);
}

function letters(list, look) {
  if (!list.length) return h("p", { class: "quiet" }, t("None: no work was given up."));
  const rows = list.map((letter) => [
    h("span", {}, plain(letter.stage)),
    h("span", {}, letter.job_id ? h("a", { href: `/jobs/${letter.job_id}#${encodeURIComponent(letter.room_id ?? "")}` }, letter.room_id || letter.job_id) : "–"),
    h("span", { class: "small" }, letter.reason),
    String(letter.attempts ?? "–"),
    letter.written ? ago(letter.written) : "",
    h("button", { onclick: (event) => replay(event.currentTarget, letter, look), "aria-label": t("Do {name} again", { name: letter.room_id || letter.id }) }, t("Replay")),
  ]);
  return table("Dead letters", ["Stage", "Room", "Why", ["Attempts", "n"], "Written", "Again"], rows);
}

async function replay(button, letter, look) {
  button.disabled = true;
  try {
    const answer = await ask(`/v1/dead-letters/${encodeURIComponent(letter.id)}/replay`, { method: "POST" });
    const { alone } = await answer.json();
    say(alone ? t("done again as a job of its own: {id}", { id: alone }) : t("done again in its place"));
    document.getElementById("main").focus();
    await look();
  } catch (error) {
    button.disabled = false;
    button.after(h("span", { class: "small bad" }, ` ${error.message}`));
    say(error.message);
  }
}
