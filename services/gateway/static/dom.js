// Elements without markup: whatever comes from outside is only ever text or an attribute's value.

import { t } from "./i18n.js";

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element; `on…` are listeners, `true` and `false` set and leave out an attribute. */
export const h = (tag, attributes, ...children) => made(document.createElement(tag), attributes, children);

/** An SVG element. */
export const svg = (tag, attributes, ...children) =>
  made(document.createElementNS(SVG, tag), attributes, children);

function made(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** What has become of something, in its colour. */
export const status = (value, attributes) => h("span", { class: `status ${value}`, ...attributes }, t(value));

/** Put these in place of what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** What a screen reader says; the last of what comes within a second, so that it is not talked over. */
let pending = 0;
export function say(words) {
  clearTimeout(pending);
  pending = setTimeout(() => {
    document.getElementById("said").textContent = words;
  }, 1000);
}

/** A table: heads are words, or [words, class]; rows are lists of cells. */
export function table(caption, heads, rows, attributes) {
  const head = heads.map((each) => (Array.isArray(each) ? [t(each[0]), each[1]] : [t(each), ""]));
  const cells = (row) => row.map((cell, i) => h("td", { class: head[i]?.[1] || false }, cell));
  return h(
    "div",
    { class: "scrolls", tabindex: 0, role: "group", "aria-label": t(caption) },
    h(
      "table",
      attributes,
      h("caption", { class: "unseen" }, t(caption)),
      h("thead", {}, h("tr", {}, head.map(([words, name]) => h("th", { scope: "col", class: name || false }, words)))),
      h("tbody", {}, rows.map((row) => (row instanceof Node ? row : h("tr", {}, cells(row))))),
    ),
  );
}
