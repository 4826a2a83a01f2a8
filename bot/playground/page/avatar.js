// A person's initials on their colour; the bot's mark.

import { h, mark } from "./dom.js";
import { store } from "./store.js";

export function avatar(user, size = 36) {
  if (user?.is_bot || user?.id === store.bot.user_id) {
    return h("span", { class: `avatar avatar-bot avatar-${size}`, "aria-hidden": "true" }, mark(size));
  }
  const name = user?.real_name ?? "?";
  const initials = name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("");
  const node = h("span", { class: `avatar avatar-${size}`, "aria-hidden": "true" }, initials.toUpperCase());
  if (/^#?[0-9a-f]{6}$/i.test(user?.color ?? "")) node.style.backgroundColor = `#${user.color.replace("#", "")}`;
  return node;
}
