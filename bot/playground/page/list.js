// A list of messages that redraws only what changed, keeps its place and moves with the arrow keys.

import { h } from "./dom.js";
import { dayKey, dayName } from "./format.js";
import { drawMessage, editing, statusLine } from "./messages.js";
import { key, store } from "./store.js";

const GROUP_SECONDS = 300;
const NEAR_BOTTOM = 90;

export class MessageList {
  /** `node` scrolls; `inThread` hides reply counts; `lead` may put something above the first message. */
  constructor(node, { inThread = false } = {}) {
    this.node = node;
    this.inThread = inThread;
    this.drawn = new Map();
    this.shown = null;
    node.addEventListener("keydown", (event) => this.#keys(event));
    // Pictures and folds change heights after drawing; stay at the end if we were there.
    new ResizeObserver(() => this.stick && this.#toEnd()).observe(node);
    node.addEventListener("scroll", () => {
      this.stick = this.#atEnd();
    }, { passive: true });
  }

  /** `id` names what is shown; a new id starts at the end. `lead` and `tail` are nodes or null. */
  draw(id, channel, messages, { lead = null } = {}) {
    const fresh = id !== this.shown;
    if (fresh) this.drawn.clear();
    this.shown = id;
    this.node.dataset.channelList = channel;
    const stick = fresh || this.#atEnd();
    const focus = this.#focused();
    const plan = this.#plan(channel, messages);
    if (lead) plan.unshift({ id: "lead", node: lead });
    const next = new Map();
    const nodes = plan.map((item) => {
      const old = this.drawn.get(item.id);
      const node = item.node ?? (old && old.key === item.key ? old.node : item.make());
      next.set(item.id, { key: item.key, node });
      return node;
    });
    this.drawn = next;
    this.#place(nodes);
    this.#roving();
    this.#restore(focus);
    this.stick = stick;
    if (stick) this.#toEnd();
  }

  #plan(channel, messages) {
    const plan = [];
    let before = null;
    messages.forEach((message, index) => {
      const day = dayKey(message.ts, store.me.tz);
      const newDay = !before || dayKey(before.ts, store.me.tz) !== day;
      if (newDay && !(this.inThread && index)) {
        if (!this.inThread) plan.push({ id: `day-${day}`, key: dayName(message.ts, store.me.tz), make: () => divider(dayName(message.ts, store.me.tz)) });
      }
      const afterRoot = this.inThread && index === 1;
      const grouped = !newDay && !afterRoot && before.user === message.user && message.ts - before.ts < GROUP_SECONDS
        && !message.blocks?.some((block) => block.type === "header") && !message.ephemeral && !before.ephemeral && before.subtype !== "tombstone" && !message.username;
      const id = key(channel, message.ts);
      plan.push({
        id, make: () => drawMessage(message, { grouped, inThread: this.inThread }),
        key: JSON.stringify([message, grouped, store.freshThreads.has(id), editing.id === id,
          store.users.size, store.shortcuts.length]),
      });
      if (this.inThread && index === 0) {
        const count = messages.length - 1;
        const words = count === 1 ? "1 reply" : `${count} replies`;
        if (count) plan.push({ id: "count", key: words, make: () => h("div", { class: "reply-rule", role: "separator" }, h("span", {}, words)) });
      } else if (!this.inThread) this.#status(plan, channel, message.ts);
      before = message;
    });
    if (this.inThread && messages.length) this.#status(plan, channel, messages[0].ts);
    return plan;
  }

  #status(plan, channel, ts) {
    const now = store.statuses.get(key(channel, ts));
    if (now) plan.push({ id: `status-${ts}`, key: now.since, make: () => statusLine(channel, ts) });
  }

  #place(nodes) {
    const wanted = new Set(nodes);
    for (const child of [...this.node.childNodes]) if (!wanted.has(child)) child.remove();
    nodes.forEach((node, index) => {
      if (this.node.childNodes[index] !== node) this.node.insertBefore(node, this.node.childNodes[index] ?? null);
    });
  }

  // At the end, except when the last message is taller than the window: then at its beginning.
  #toEnd() {
    const { node } = this;
    const last = this.#rows().at(-1);
    const tall = last && last.offsetHeight > node.clientHeight - 24;
    node.scrollTop = tall ? last.offsetTop - 12 : node.scrollHeight;
    this.parked = node.scrollTop;
  }

  // The beginning of a tall last message counts as the end until the reader scrolls away from it.
  #atEnd() {
    const { node } = this;
    return node.scrollTop === this.parked || node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_BOTTOM;
  }

  // Focus survives a redraw: by message, and by button inside it.
  #focused() {
    const active = document.activeElement;
    const row = active?.closest?.(".msg");
    if (!row || !this.node.contains(row)) return null;
    return { active, ts: row.dataset.ts, action: active.dataset.actionId, value: active.dataset.value, row: active === row };
  }

  #restore(focus) {
    if (!focus || focus.active.isConnected) return;
    const row = this.node.querySelector(`.msg[data-ts="${CSS.escape(focus.ts)}"]`);
    const same = [...(row?.querySelectorAll("[data-action-id]") ?? [])]
      .find((node) => node.dataset.actionId === focus.action && node.dataset.value === focus.value);
    (same ?? row)?.focus();
  }

  // One row is in the tab order; arrows move between rows.
  #rows() {
    return [...this.node.querySelectorAll(".msg")];
  }

  #roving() {
    const rows = this.#rows();
    if (!rows.some((row) => row.tabIndex === 0)) rows.at(-1)?.setAttribute("tabindex", "0");
  }

  #keys(event) {
    if (!["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key) || !event.target.classList.contains("msg")) return;
    const rows = this.#rows();
    const at = rows.indexOf(event.target);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key];
    if (!rows[to]) return;
    event.preventDefault();
    rows[at].tabIndex = -1;
    rows[to].tabIndex = 0;
    rows[to].focus();
  }
}

function divider(text) {
  return h("div", { class: "day", role: "separator", "aria-label": text }, h("span", {}, text));
}
