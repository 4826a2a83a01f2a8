// Middle: the header of a channel, its messages or the bot's home, and the message box.

import { avatar } from "./avatar.js";
import { Composer } from "./composer.js";
import { arrowKeys, fill, h, icon, iconButton, toast } from "./dom.js";
import { api } from "./api.js";
import { Home } from "./home.js";
import { MessageList } from "./list.js";
import { startEdit } from "./messages.js";
import { theme } from "./sidebar.js";
import { emit, go, isIm, on, store, takeMessage } from "./store.js";

export class ChannelView {
  constructor(host) {
    this.head = h("header", { class: "head" });
    this.tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "Direct message", hidden: true });
    this.scroll = h("div", { class: "messages", role: "log", "aria-label": "Messages", "aria-live": "off", dataset: { testid: "messages" } });
    this.prompts = h("div", { class: "prompts", hidden: true });
    this.foot = h("div", { class: "foot" });
    this.homeNode = h("div", { class: "home", role: "tabpanel", "aria-label": "Home", dataset: { testid: "home" }, hidden: true });
    fill(host, this.head, this.tabs, this.scroll, this.homeNode, this.prompts, this.foot);
    this.list = new MessageList(this.scroll);
    this.composer = new Composer(this.foot);
    this.home = new Home(this.homeNode);
    arrowKeys(this.tabs, () => [...this.tabs.children], { horizontal: true });
    on("state", () => this.draw());
    on("route", () => this.draw());
    on("unread", () => this.#badge());
    on("toggles", () => this.#drawHead());
    on("messages", ({ channel }) => channel === store.route.channel && this.drawMessages());
    on("status", ({ channel }) => channel === store.route.channel && this.drawMessages());
    on("prompts", ({ channel }) => channel === store.route.channel && this.drawMessages());
    on("edit-last", ({ thread }) => !thread && this.#editLast());
    host.addEventListener("dragover", (event) => event.preventDefault());
    host.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) void this.composer.attach([...event.dataTransfer.files]);
    });
  }

  get channel() {
    return store.channels.get(store.route.channel);
  }

  draw() {
    const { channel } = this;
    if (!channel) return;
    const im = channel.kind === "im";
    const home = im && store.route.tab === "home";
    this.#drawHead();
    this.#drawTabs(im, home);
    this.homeNode.hidden = !home;
    this.scroll.hidden = home;
    this.foot.hidden = home;
    const name = im ? store.bot.name : `#${channel.name}`;
    this.composer.aim(channel.id, null, `Message ${name}`);
    this.scroll.setAttribute("aria-label", `Messages in ${name}`);
    this.drawMessages();
    this.#badge();
  }

  #badge() {
    const total = [...store.unread.values()].reduce((sum, one) => sum + one.count, 0);
    const name = this.channel ? (isIm(this.channel.id) ? store.bot.name : `#${this.channel.name}`) : "Doorstep";
    document.title = `${total ? `(${total}) ` : ""}${name} · ${store.me?.real_name ?? ""}`;
  }

  #drawHead() {
    const { channel } = this;
    if (!channel) return;
    const im = channel.kind === "im";
    const toggle = (name, label, testid, pressed, event) => h("button", { type: "button", class: "tool-btn", "aria-pressed": String(pressed),
      dataset: { testid, focus: testid }, title: label, on: { click: () => emit(event) } }, icon(name, 17), h("span", { class: "tool-word" }, label));
    const held = document.activeElement?.dataset?.focus;
    const shade = theme(false);
    fill(this.head,
      iconButton("menu", "Channels", () => emit("drawer", true), { class: "icon-btn only-small", "data-testid": "open-drawer" }),
      h("div", { class: "head-words" },
        h("h1", { class: "head-title" }, im ? avatar({ is_bot: true }, 22) : icon(channel.private ? "lock" : "hash", 18),
          h("span", {}, im ? store.bot.name : channel.name)),
        h("p", { class: "head-topic" }, im ? store.bot.description : channel.topic)),
      h("div", { class: "head-tools" },
        toggle("book", "Stories", "open-stories", false, "stories"),
        toggle("layers", "Underneath", "toggle-inspector", store.inspectorOpen ?? false, "inspector"),
        iconButton(shade === "dark" ? "sun" : "moon", shade === "dark" ? "Light colours" : "Dark colours", () => {
          theme(true);
          this.#drawHead();
        }, { "data-testid": "theme", "data-focus": "theme" })));
    if (held) this.head.querySelector(`[data-focus="${CSS.escape(held)}"]`)?.focus();
  }

  #drawTabs(im, home) {
    this.tabs.hidden = !im;
    if (!im) return;
    const tab = (name, label, chosen) => h("button", { type: "button", role: "tab", class: "tab", "aria-selected": String(chosen),
      tabindex: chosen ? "0" : "-1", dataset: { testid: `tab-${name}` }, on: { click: () => go({ tab: name, thread: null }) } }, label);
    const held = this.tabs.contains(document.activeElement);
    fill(this.tabs, tab("home", "Home", home), tab("messages", "Messages", !home));
    if (held) this.tabs.querySelector('[aria-selected="true"]').focus();
  }

  drawMessages() {
    const { channel } = this;
    const loaded = channel && store.messages.get(channel.id);
    if (!loaded) {
      if (channel && this.list.shown !== channel.id) fill(this.scroll, h("p", { class: "empty" }, "Reading messages…"));
      return;
    }
    const messages = [...loaded.values()];
    if (this.scroll.querySelector(":scope > .empty")) fill(this.scroll);
    this.list.draw(`${store.me.id}:${channel.id}`, channel.id, messages, { lead: this.#intro(channel, messages) });
    this.#drawPrompts(channel, messages);
  }

  #intro(channel, messages) {
    const im = channel.kind === "im";
    if (im && !messages.length) {
      const given = store.prompts.get(channel.id);
      const prompts = given?.prompts.length ? given.prompts : store.bot.suggested_prompts ?? [];
      return h("div", { class: "intro intro-im" }, avatar({ is_bot: true }, 56), h("h2", {}, store.bot.name),
        h("p", {}, store.bot.description), prompts.length ? h("p", { class: "intro-lead" }, given?.title ?? "Try one of these") : null,
        h("div", { class: "intro-prompts" }, prompts.map((one) => this.#prompt(one, "prompt-card"))));
    }
    return h("div", { class: "intro" }, h("h2", {}, im ? store.bot.name : `#${channel.name}`),
      h("p", {}, im ? store.bot.description : channel.topic || "This is where the channel begins."),
      !im && !messages.length && h("p", { class: "intro-lead" }, `Nothing here yet. Mention @${store.bot.name} with a question to begin.`));
  }

  // Prompts that arrive in a conversation stand above the message box until something is sent.
  #drawPrompts(channel, messages) {
    const given = store.prompts.get(channel.id);
    const show = Boolean(given?.prompts.length) && messages.length > 0 && store.route.tab !== "home"
      && messages.at(-1).user === store.bot.user_id;
    this.prompts.hidden = !show;
    if (show) fill(this.prompts, given.title && h("span", { class: "prompts-title" }, given.title), given.prompts.map((one) => this.#prompt(one, "prompt-chip")));
  }

  #prompt(one, cls) {
    return h("button", { type: "button", class: cls, title: one.message, dataset: { testid: "prompt" }, on: { click: async () => {
      try {
        const { message } = await api.post({ as: store.me.id, channel: this.channel.id, text: one.message });
        store.prompts.delete(this.channel.id);
        takeMessage(message);
        emit("posted", message);
      } catch (error) {
        toast(error.message, "error");
      }
    } } }, h("span", {}, one.title), cls === "prompt-card" && one.message !== one.title && h("span", { class: "prompt-message" }, one.message));
  }

  #editLast() {
    const mine = [...(store.messages.get(this.channel?.id)?.values() ?? [])].filter((one) => one.user === store.me.id && !one.ephemeral);
    if (mine.length) startEdit(mine.at(-1));
  }
}
