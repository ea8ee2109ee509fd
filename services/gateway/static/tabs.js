// Tabs after the ARIA pattern: arrows go from one to the next, a panel is made when it is first looked at.

import { fill, h } from "./dom.js";
import { t } from "./i18n.js";

/** `tabs`: [[title, make]]; make() gives a panel's content. */
export function tabs(label, list, first = 0) {
  const panel = h("div", { role: "tabpanel", id: "panel", tabindex: 0 });
  const buttons = list.map(([title], i) =>
    h("button", { role: "tab", id: `tab-${i}`, "aria-controls": "panel", type: "button", onclick: () => select(i) }, t(title)),
  );
  const select = (i) => {
    buttons.forEach((button, at) => {
      button.setAttribute("aria-selected", String(at === i));
      button.tabIndex = at === i ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", `tab-${i}`);
    fill(panel, list[i][1]());
    chosen = i;
  };
  let chosen = first;
  const bar = h("div", { role: "tablist", "aria-label": t(label) }, buttons);
  bar.addEventListener("keydown", (event) => {
    const to = { ArrowRight: chosen + 1, ArrowLeft: chosen - 1, Home: 0, End: list.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const i = (to + list.length) % list.length;
    select(i);
    buttons[i].focus();
  });
  select(Math.min(first, list.length - 1));
  return { el: h("div", { class: "tabs" }, bar, panel), get chosen() { return chosen; } };
}
