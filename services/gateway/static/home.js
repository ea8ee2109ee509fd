// Where it begins: a file or the example, Place; and what was placed before.

import { ask, catalogue, json } from "./api.js";
import { fill, h, say } from "./dom.js";
import { jobsTable } from "./jobs.js";
import { t } from "./i18n.js";

const CODES = { NFPA72: "NFPA 72", BS5839: "BS 5839-1", EN54_14_2018: "EN 54-14" };

export async function home(shown, go) {
  const chosen = { file: null };
  const { codes } = await catalogue();
  const input = h("input", { type: "file", id: "file", class: "unseen", "aria-describedby": "formats" });
  const name = h("p", { id: "chosen", class: "chosen", "aria-live": "polite" }, t("No file yet"));
  const place = h("button", { class: "main", disabled: true, type: "submit" }, t("Place"));
  const wrong = h("div", { role: "alert" });
  const code = h(
    "select",
    { id: "code" },
    h("option", { value: "" }, t("as the file says")),
    codes.map((each) => h("option", { value: each }, CODES[each] ?? each)),
  );

  const choose = (file) => {
    if (!file) return;
    chosen.file = file;
    fill(name, h("strong", {}, file.name), ` ${size(file.size)}`);
    place.disabled = false;
    fill(wrong);
    place.focus();
  };
  const example = async () => {
    const content = await (await ask("/page/example.json")).blob();
    choose(new File([content], "small_office.json", { type: "application/json" }));
  };
  const submit = async (event) => {
    event.preventDefault();
    place.disabled = true;
    fill(wrong);
    try {
      go(`/jobs/${await submitted(chosen.file, code.value)}`);
    } catch (error) {
      place.disabled = false;
      fill(wrong, refusal(error));
      say(error.message);
    }
  };

  const drop = h(
    "div",
    { class: "drop" },
    input,
    h("label", { for: "file", class: "button big" }, t("Choose a building")),
    h("p", { class: "quiet" }, t("or drop its file here, or "), h("button", { type: "button", class: "link", onclick: example }, t("take the example")), t(", an office floor of 19 rooms")),
    h("p", { id: "formats", class: "small quiet" }, t("Plenum JSON, room grid, IFC, gbXML, Honeybee, Dragonfly; up to 32 MiB")),
  );
  input.addEventListener("change", () => choose(input.files[0]));
  taking(drop, choose);

  shown.classList.add("home");
  fill(
    shown,
    h(
      "section",
      { class: "hero", "aria-labelledby": "hero" },
      h("h1", { id: "hero" }, t("Complete a ceiling")),
      h("p", { class: "lead" }, t("Lights, air supply, air return and smoke detectors, placed in every room and checked rule by rule.")),
      h(
        "form",
        { class: "place", onsubmit: submit },
        drop,
        h("div", { class: "bar" }, name, h("label", { for: "code" }, t("Fire code ")), code, place),
        wrong,
      ),
    ),
    recent(shown.signal),
  );
}

/** The jobs that are kept, looked at again while the page is open. */
function recent(signal) {
  const body = h("div", {}, h("p", { class: "quiet" }, "…"));
  const look = async () => {
    try {
      const { jobs, total } = await json("/v1/jobs?limit=12", { signal });
      fill(body, jobs.length ? jobsTable(jobs, total) : h("p", { class: "quiet" }, t("None yet.")));
    } catch (error) {
      if (!signal.aborted) fill(body, h("p", { class: "quiet" }, error.message));
    }
  };
  look();
  const timer = setInterval(() => document.visibilityState === "visible" && look(), 5000);
  signal.addEventListener("abort", () => clearInterval(timer));
  return h("section", { "aria-labelledby": "recent" }, h("h2", { id: "recent" }, t("Recent jobs")), body);
}

async function submitted(file, code) {
  const form = new FormData();
  form.append("file", file, file.name);
  const asked = code ? `?code=${encodeURIComponent(code)}` : "";
  const answer = await ask(`/v1/jobs${asked}`, { method: "POST", body: form, headers: { Prefer: "respond-async" } });
  return (await answer.json()).job_id;
}

function refusal(error) {
  return h(
    "div",
    { class: "note bad" },
    h("p", {}, h("strong", {}, error.message)),
    error.pointer ? h("p", {}, t("at "), h("code", {}, error.pointer)) : "",
    error.cure ? h("p", {}, error.cure) : "",
  );
}

function taking(drop, choose) {
  const over = (event) => {
    event.preventDefault();
    drop.classList.add("over");
  };
  drop.addEventListener("dragenter", over);
  drop.addEventListener("dragover", over);
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    choose(event.dataTransfer.files[0]);
  });
}

const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
