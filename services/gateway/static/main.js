// Which view an address shows, and going from one to the next without loading the page again.

import { Problem } from "./api.js";
import { fill, h, say } from "./dom.js";
import { choose, language, LANGUAGES, learn, t, UNITS, wanted } from "./i18n.js";
import { home } from "./home.js";
import { jobPage } from "./job_page.js";
import { operations } from "./operations.js";

const main = document.getElementById("main");
let leave = null;
let path = "";

function view(path) {
  const job = path.match(/^\/jobs\/([A-Za-z0-9_-]+)$/);
  if (job) return ["Job", (shown) => jobPage(shown, job[1], go)];
  if (path === "/operations") return ["Operations", operations];
  return ["Place", (shown) => home(shown, go)];
}

/** Show what the address names; `arrived`: the first time, when the browser has placed the focus itself. */
async function show(arrived = false) {
  path = location.pathname + location.search;
  leave?.abort();
  leave = new AbortController();
  const { signal } = leave;
  const [title, draw] = view(location.pathname);
  document.title = `${t(title)} · Plenum`;
  for (const link of document.querySelectorAll(".top nav a")) {
    const here = link.pathname === location.pathname;
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const shown = h("div", { class: "view" });
  fill(main, shown);
  if (!arrived) main.focus({ preventScroll: true });
  window.scrollTo(0, 0);
  try {
    await draw(Object.assign(shown, { signal }));
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof Problem)) throw error;
    fill(shown, trouble(error));
    say(error.message);
  }
}

function trouble(error) {
  return h(
    "section",
    { class: "trouble" },
    h("h1", {}, t(error.status === 404 ? "Nothing is kept here" : "That did not work")),
    h("p", {}, error.message),
    error.cure ? h("p", { class: "quiet" }, error.cure) : "",
    h("p", {}, h("a", { class: "button", href: "/" }, t("Place a building"))),
  );
}

export function go(path) {
  if (path !== location.pathname + location.search + location.hash) history.pushState(null, "", path);
  show();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (link.pathname.startsWith("/page/") || link.pathname.startsWith("/v1/")) return;
  // Where only the part after # differs the view itself listens.
  if (link.pathname === location.pathname && link.search === location.search && link.hash) return;
  event.preventDefault();
  go(link.pathname + link.search + link.hash);
});

addEventListener("popstate", () => {
  if (location.pathname + location.search !== path) show();
});

/** The dot beside Operations: how Plenum is, looked at now and then. */
async function health() {
  const dot = document.getElementById("health");
  try {
    const answer = await fetch("/health");
    const { status } = await answer.json();
    dot.className = `dot ${status}`;
    dot.textContent = t(status);
  } catch {
    dot.className = "dot unhealthy";
    dot.textContent = t("away");
  }
  dot.hidden = false;
}

/** Language and units, as the reader wants them. */
function preferences() {
  const pick = (name, label, options, now) => h("select", { "aria-label": label, onchange: (event) => choose(name, event.target.value) }, Object.entries(options).map(([value, words]) => h("option", { value, selected: value === now }, words)));
  document.getElementById("preferences").append(pick("language", t("Language"), LANGUAGES, language), pick("units", t("Units"), Object.fromEntries(Object.entries(UNITS).map(([value, words]) => [value, t(words)])), wanted));
}

/** The document's own words. */
function translate() {
  for (const each of document.querySelectorAll("[data-words]")) each.textContent = t(each.textContent);
}

await learn();
translate();
preferences();
show(true);
health();
setInterval(() => document.visibilityState === "visible" && health(), 15_000);
