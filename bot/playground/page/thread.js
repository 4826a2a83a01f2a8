// Right: one thread with its own message box. On a small screen it takes the whole of it.

import { Composer } from "./composer.js";
import { fill, h, iconButton, toast } from "./dom.js";
import { MessageList } from "./list.js";
import { startEdit } from "./messages.js";
import { go, isIm, key, on, store } from "./store.js";
import { loadThread } from "./sync.js";

export class ThreadView {
  constructor(host) {
    this.host = host;
    this.title = h("p", { class: "pane-sub" });
    this.scroll = h("div", { class: "messages", role: "log", "aria-label": "Thread", "aria-live": "polite", dataset: { testid: "thread-messages" } });
    const foot = h("div", { class: "foot" });
    fill(host,
      h("header", { class: "pane-head" },
        iconButton("back", "Back to the channel", () => this.close(), { class: "icon-btn only-small" }),
        h("div", { class: "head-words" }, h("h2", { class: "pane-title" }, "Thread"), this.title),
        iconButton("close", "Close thread", () => this.close(), { "data-testid": "close-thread", class: "icon-btn not-small" })),
      this.scroll, foot);
    this.list = new MessageList(this.scroll, { inThread: true });
    this.composer = new Composer(foot, { thread: true });
    on("state", () => this.open());
    on("route", () => this.open());
    on("thread", (at) => this.#isOpen(at) && this.draw());
    on("status", (at) => this.#isOpen(at) && this.draw());
    on("edit-last", ({ thread }) => thread && this.#editLast());
    host.addEventListener("dragover", (event) => event.preventDefault());
    host.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) void this.composer.attach([...event.dataTransfer.files]);
    });
    host.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.close();
    });
  }

  #isOpen({ channel, ts }) {
    return channel === store.route.channel && ts === store.route.thread;
  }

  close() {
    const root = store.route.thread;
    go({ thread: null });
    requestAnimationFrame(() => document.querySelector(`#main .msg[data-ts="${CSS.escape(root ?? "")}"]`)?.focus({ preventScroll: true }));
  }

  open() {
    const { channel, thread } = store.route;
    const was = this.host.hidden;
    this.host.hidden = !thread;
    document.getElementById("app").classList.toggle("has-thread", Boolean(thread));
    if (!thread || !store.channels.has(channel)) return;
    this.title.textContent = isIm(channel) ? store.bot.name : `#${store.channels.get(channel).name}`;
    this.composer.aim(channel, thread, "Reply in thread");
    if (!store.threads.has(key(channel, thread))) {
      fill(this.scroll, h("p", { class: "empty" }, "Reading the thread…"));
      this.list.shown = null;
    }
    this.draw();
    if (this.opened !== key(channel, thread)) {
      this.opened = key(channel, thread);
      loadThread(store.route).catch((error) => toast(error.message, "error"));
    }
    if (was && matchMedia("(hover: hover)").matches) this.composer.focus();
  }

  draw() {
    const { channel, thread } = store.route;
    const messages = store.threads.get(key(channel, thread));
    if (!messages) return;
    if (this.scroll.querySelector(":scope > .empty")) fill(this.scroll);
    this.list.draw(`${store.me.id}:${key(channel, thread)}`, channel, [...messages.values()]);
  }

  #editLast() {
    const mine = [...(store.threads.get(key(store.route.channel, store.route.thread))?.values() ?? [])]
      .filter((one) => one.user === store.me.id && !one.ephemeral);
    if (mine.length) startEdit(mine.at(-1));
  }
}
