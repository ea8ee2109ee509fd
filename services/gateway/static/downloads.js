// A result's files, in the formats that the gateway writes.

import { download } from "./api.js";
import { h, say } from "./dom.js";
import { drawnIn, t } from "./i18n.js";

const FORMATS = [
  ["json", "JSON", "everything, with all evidence"],
  ["svg", "SVG", "the building's plan"],
  ["dxf", "DXF", "for CAD"],
  ["ifc", "IFC", "for BIM"],
  ["pdf", "PDF", "all drawings, for paper"],
  ["csv", "CSV", "the schedule"],
];

export function downloads(jobId, name, revision = 0) {
  const one = ([suffix, title, about]) =>
    h(
      "li",
      {},
      h("button", { class: "row", "data-format": suffix, onclick: (event) => fetched(event.currentTarget, `/v1/jobs/${encodeURIComponent(jobId)}/result.${suffix}?revision=${revision}${drawnIn}`, `${name || jobId}${revision ? `.r${revision}` : ""}.${suffix}`) }, h("strong", {}, title), h("span", { class: "quiet" }, ` ${t(about)}`)),
    );
  const menu = h("details", { class: "menu" }, h("summary", { class: "button main" }, t("Download")), h("ul", {}, FORMATS.map(one)));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (!menu.contains(event.relatedTarget)) menu.open = false;
  });
  return menu;
}

async function fetched(button, path, name) {
  button.disabled = true;
  try {
    await download(path, name);
    say(t("{name} is downloaded", { name }));
  } catch (error) {
    button.append(h("span", { class: "bad" }, ` ${error.message}`));
    say(error.message);
  }
  button.disabled = false;
}
