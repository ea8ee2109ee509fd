// A drawing of the gateway's as an image: fetched when it is looked at, on paper in either theme.

import { picture } from "./api.js";
import { fill, h } from "./dom.js";
import { t } from "./i18n.js";

export function drawing(path, alt, signal) {
  const el = h("div", { class: "paper", "aria-busy": "true" }, h("p", { class: "quiet" }, t("Drawing…")));
  picture(path, signal)
    .then((src) => fill(el, h("img", { src, alt })))
    .catch((error) => {
      if (!signal?.aborted) fill(el, h("p", { class: "quiet" }, error.message));
    })
    .finally(() => el.removeAttribute("aria-busy"));
  return el;
}
