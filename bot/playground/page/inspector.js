// "Underneath": what the bot stored, found, decided and is waiting for, in the open thread.

import { api } from "./api.js";
import { fill, h, icon, iconButton, remember } from "./dom.js";
import { timeOf } from "./format.js";
import { emit, on, store } from "./store.js";

const PERIOD = 2500;

const KINDS = [
  [/event|question|receiv|inbound/i, "Event", "at"],
  [/passage|retriev|search|index/i, "Search", "book"],
  [/answer|model|reply|message|post|outbox/i, "Answer", "reply"],
  [/decision|triage|policy|rule/i, "Decision", "check"],
  [/clock|timer|due|escalat|rung/i, "Clock", "clock"],
  [/ticket|case/i, "Ticket", "file"],
  [/error|fail/i, "Error", "alert"],
];

export class Inspector {
  constructor(host) {
    this.host = host;
    this.body = h("div", { class: "inspect-body", tabindex: "0", role: "region", "aria-label": "What happened underneath" });
    fill(host, h("header", { class: "pane-head" },
      h("div", { class: "head-words" }, h("h2", { class: "pane-title" }, icon("layers", 17), "Underneath"),
        h("p", { class: "pane-sub" }, "What the bot did with this thread, in order")),
      iconButton("close", "Close Underneath", () => this.toggle(false), { "data-testid": "close-inspector" })), this.body);
    on("inspector", () => this.toggle(!store.inspectorOpen));
    on("state", () => this.toggle(store.inspectorOpen ?? remember("inspector") === "on"));
    on("route", () => this.read());
    on("thread", () => this.read());
  }

  toggle(open) {
    store.inspectorOpen = open;
    remember("inspector", open ? "on" : "off");
    this.host.hidden = !open;
    document.getElementById("app").classList.toggle("has-inspector", open);
    emit("toggles");
    clearInterval(this.timer);
    if (!open) return;
    this.timer = setInterval(() => document.hidden || this.read(), PERIOD);
    this.read();
  }

  async read() {
    if (!store.inspectorOpen || !store.me) return;
    const { channel, thread } = store.route;
    if (!thread) {
      this.#show(`none`, () => [h("p", { class: "empty" }, "Open a thread. Then this panel shows each step: the stored event, "
        + "the passages with their scores, the decision with its reason, and the clock.")]);
      return;
    }
    const at = `${store.me.id}:${channel}:${thread}`;
    try {
      const { entries } = await api.inspect(store.me.id, channel, thread);
      if (at !== `${store.me.id}:${store.route.channel}:${store.route.thread}`) return;
      this.#show(at + JSON.stringify(entries), () => (entries.length ? [h("ol", { class: "steps" }, entries.map(drawEntry))]
        : [h("p", { class: "empty" }, store.inspector ? "Nothing has happened in this thread yet."
          : "This workspace runs without a recorder, so there is nothing to show.")]));
    } catch (error) {
      this.#show(`error:${error.message}`, () => [h("p", { class: "empty" }, error.message)]);
    }
  }

  #show(mark, make) {
    if (this.shown === mark) return;
    this.shown = mark;
    const open = new Set([...this.body.querySelectorAll("details[open]")].map((node) => node.dataset.step));
    const atEnd = this.body.scrollHeight - this.body.scrollTop - this.body.clientHeight < 60;
    fill(this.body, make());
    for (const node of this.body.querySelectorAll("details")) if (open.has(node.dataset.step)) node.open = true;
    if (atEnd) this.body.scrollTop = this.body.scrollHeight;
  }
}

function drawEntry(entry, index) {
  const [, , sign] = KINDS.find(([pattern]) => pattern.test(entry.kind ?? "")) ?? [null, "", "bolt"];
  const at = typeof entry.at === "number" || /^\d+(\.\d+)?$/.test(entry.at ?? "") ? Number(entry.at)
    : Date.parse(entry.at ?? "") / 1000;
  const { passages, ...rest } = entry.data ?? {};
  return h("li", { class: "step", dataset: { testid: "inspect-entry", kind: entry.kind } },
    h("span", { class: "step-sign" }, icon(sign, 15)),
    h("div", { class: "step-body" },
      h("div", { class: "step-head" }, h("span", { class: "step-kind" }, String(entry.kind ?? "").replace(/[_.]/g, " ")),
        Number.isFinite(at) && h("time", { class: "step-time" }, timeOf(at, store.me.tz))),
      h("div", { class: "step-title" }, entry.title),
      entry.detail && h("p", { class: "step-detail" }, entry.detail),
      Array.isArray(passages) && passages.length > 0 && h("ol", { class: "passages" }, passages.map(drawPassage)),
      Object.keys(rest).length > 0 && h("details", { dataset: { step: index } }, h("summary", {}, "Details"),
        h("dl", { class: "facts" }, Object.entries(rest).map(([name, value]) => [h("dt", {}, name.replace(/_/g, " ")),
          h("dd", {}, typeof value === "object" ? JSON.stringify(value, null, 1) : String(value))])))));
}

function drawPassage(passage) {
  const score = Number(passage.score ?? passage.confidence ?? Number.NaN);
  const bar = h("span", { class: "score-bar", "aria-hidden": "true" });
  bar.style.setProperty("--score", `${Math.round(Math.max(0, Math.min(1, score || 0)) * 100)}%`);
  return h("li", { class: "passage" }, h("span", { class: "passage-title" }, passage.title ?? passage.heading ?? passage.path ?? "Passage"),
    Number.isFinite(score) && h("span", { class: "score" }, score.toFixed(2)), bar,
    (passage.path || passage.text) && h("span", { class: "passage-text" }, passage.text ?? passage.path));
}
