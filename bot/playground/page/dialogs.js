// Native dialogs: they trap the focus, make the rest inert and give it back when they close.

import { h, uid } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";

/** A small yes-or-no question; resolves to true or false. Escape means no. */
export function ask({ title, body, yes, no = "Cancel", danger = false, testid = "confirm" }) {
  return new Promise((resolve) => {
    const id = uid("ask");
    const dialog = h("dialog", { class: "dialog dialog-small", "aria-labelledby": id, dataset: { testid } },
      h("h2", { id, class: "dialog-title" }, title),
      h("div", { class: "dialog-body" }, body),
      h("div", { class: "dialog-foot" },
        h("button", { type: "button", class: "btn", dataset: { testid: `${testid}-deny` },
          on: { click: () => dialog.close("no") } }, no),
        h("button", { type: "button", class: `btn ${danger ? "btn-danger" : "btn-primary"}`, autofocus: true,
          dataset: { testid: `${testid}-confirm` }, on: { click: () => dialog.close("yes") } }, yes)));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A Block Kit confirm object, asked before the action is sent. */
export function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true);
  const body = confirm.text?.type === "mrkdwn" ? mrkdwn(confirm.text.text) : withEmoji(confirm.text?.text ?? "");
  return ask({
    title: withEmoji(confirm.title?.text ?? "Are you sure?"), body, yes: confirm.confirm?.text ?? "Yes",
    no: confirm.deny?.text ?? "Cancel", danger: confirm.style === "danger",
  });
}
