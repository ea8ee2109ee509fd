// The token, where the gateway asks for one: kept for this tab, gone when it is closed.

import { h } from "./dom.js";
import { t } from "./i18n.js";

const KEY = "plenum.token";
let asking = null;

export const token = () => sessionStorage.getItem(KEY) ?? "";

/** Ask for a token, once for all requests that wait for it. `refused` is the one that did not do. */
export function wantToken(refused) {
  if (token() !== refused) return Promise.resolve();
  asking ??= asked(refused).finally(() => {
    asking = null;
  });
  return asking;
}

function asked(refused) {
  const field = h("input", { id: "token", type: "password", autocomplete: "off", required: true, "aria-describedby": "token-help" });
  const form = h(
    "form",
    { method: "dialog", class: "stack" },
    h("h2", { id: "token-title" }, t("A token, please")),
    h(
      "p",
      { id: "token-help" },
      t(refused ? "That token is not known here. " : "This gateway asks who you are. "),
      t("Whoever runs it makes one with "),
      h("code", {}, "python -m services.gateway.tokens"),
      t("; it stays in this tab."),
    ),
    h("label", { for: "token" }, t("Token")),
    field,
    h("p", {}, h("button", { class: "main" }, t("Go on"))),
  );
  const dialog = h("dialog", { class: "small", "aria-labelledby": "token-title" }, form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      sessionStorage.setItem(KEY, field.value.trim());
      dialog.close();
      dialog.remove();
      resolve();
    });
    dialog.showModal();
  });
}
