// Code blocks and long plain text: shown whole when short, folded when long.

import { h } from "./dom.js";

const FOLD_LINES = 18;
const FOLD_CHARS = 1800;

// What the reader has unfolded stays unfolded while messages are redrawn.
const opened = new Set();

export function preformatted(text, { lang = "", fold = true } = {}) {
  const count = text.split("\n").length;
  const box = h("div", { class: "pre-box" },
    lang && h("div", { class: "pre-lang" }, lang),
    h("pre", { tabindex: "0", "aria-label": lang ? `${lang} code` : "Code" }, h("code", {}, text)));
  return fold && (count > FOLD_LINES || text.length > FOLD_CHARS * 2)
    ? folded(box, text, `Show all ${count} lines`) : box;
}

/** Clamp `node` behind a "Show more" button; `key` remembers the choice. */
export function folded(node, key, label = "Show more") {
  const wrap = h("div", { class: "fold" }, node);
  const button = h("button", { type: "button", class: "fold-btn", dataset: { testid: "show-more" } });
  const draw = () => {
    const open = opened.has(key);
    wrap.classList.toggle("is-open", open);
    button.textContent = open ? "Show less" : label;
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => {
    if (!opened.delete(key)) opened.add(key);
    draw();
  });
  wrap.append(button);
  draw();
  return wrap;
}

export const isLong = (text) => text.length > FOLD_CHARS || text.split("\n").length > FOLD_LINES + 4;
