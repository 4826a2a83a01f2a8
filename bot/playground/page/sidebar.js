// Left: who you are, the channels, the direct message with the bot.

import { avatar } from "./avatar.js";
import { arrowKeys, fill, h, icon, mark, remember } from "./dom.js";
import { openMenu } from "./menu.js";
import { go, hashOf, on, store } from "./store.js";

export class Sidebar {
  constructor(host) {
    this.host = host;
    for (const event of ["state", "route", "unread", "connected"]) on(event, () => this.draw());
    arrowKeys(host, () => [...host.querySelectorAll(".channel-link")]);
  }

  draw() {
    if (!store.me) return;
    const held = document.activeElement?.closest?.("#sidebar [data-focus]")?.dataset.focus;
    const all = [...store.channels.values()];
    fill(this.host,
      h("div", { class: "brand" }, mark(24), h("span", { class: "brand-words" },
        h("span", { class: "brand-name" }, store.team.name), h("span", { class: "brand-sub" }, "Local workspace"))),
      this.#switcher(),
      h("nav", { class: "channels", "aria-label": "Channels" },
        this.#group("Channels", all.filter((one) => one.kind === "channel")),
        this.#group("Apps", all.filter((one) => one.kind === "im"))),
      this.#foot());
    if (held) this.host.querySelector(`[data-focus="${CSS.escape(held)}"]`)?.focus();
  }

  #switcher() {
    const { me } = store;
    const node = h("button", { type: "button", class: "person", "aria-haspopup": "menu", "aria-expanded": "false",
      "aria-label": `You are ${me.real_name}, ${me.title || "member"}. Switch person`,
      dataset: { testid: "person-switcher", person: me.id, focus: "person" } },
    avatar(me), h("span", { class: "person-words" }, h("span", { class: "person-name" }, me.real_name),
      h("span", { class: "person-role" }, me.title)), icon("chevron", 16));
    node.addEventListener("click", () => openMenu(node, [{ heading: "Look through the eyes of" },
      ...[...store.users.values()].filter((user) => !user.is_bot).map((user) => ({
        label: user.real_name, caption: user.title, lead: avatar(user, 28), checked: user.id === me.id, value: user.id,
        testid: `person-${user.id}`, onPick: () => user.id !== me.id && go({ user: user.id }),
      }))], { label: "Switch person", align: "start", testid: "person-menu" }));
    return node;
  }

  #group(title, channels) {
    if (!channels.length) return null;
    return [h("h2", { class: "channels-title" }, title),
      h("ul", { class: "channels-list" }, channels.map((one) => h("li", {}, this.#link(one))))];
  }

  #link(channel) {
    const here = channel.id === store.route.channel;
    const unread = store.unread.get(channel.id);
    const im = channel.kind === "im";
    const name = im ? store.bot.name : channel.name;
    const spoken = [im ? `${name}, direct message` : `${channel.private ? "private channel" : "channel"} ${name}`,
      unread && `${unread.count} unread`].filter(Boolean).join(", ");
    return h("a", {
      class: `channel-link${here ? " is-here" : ""}${unread ? " is-unread" : ""}`, "aria-label": spoken,
      href: hashOf({ user: store.me.id, channel: channel.id, thread: null, tab: "messages" }),
      "aria-current": here ? "page" : null,
      dataset: { testid: "channel-link", channel: channel.id, name: channel.name, focus: channel.id },
    }, im ? h("span", { class: `dot${store.connected ? " is-on" : ""}` }, avatar({ is_bot: true }, 22))
      : icon(channel.private ? "lock" : "hash", 16),
    h("span", { class: "channel-name" }, name),
    unread && h("span", { class: `badge${unread.mentions ? " is-personal" : ""}`, "aria-hidden": "true",
      dataset: { testid: "unread" } }, unread.count > 99 ? "99+" : unread.count));
  }

  #foot() {
    return h("p", { class: "side-foot" },
      h("a", { href: location.href, target: "_blank", rel: "noopener", class: "side-link" }, "Open a second window"),
      h("span", {}, "Be two people at once, one in each."));
  }
}

/** Light, dark, or what the system says. */
export function theme(change) {
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const now = remember("theme") ?? "auto";
  const shown = now === "auto" ? system : now;
  const next = change ? (shown === "dark" ? "light" : "dark") : now;
  if (change) remember("theme", next);
  document.documentElement.dataset.theme = next;
  return next === "auto" ? system : next;
}
