// Plays a story: shows its step, does the act as the right person, moves on when the event is seen.

import { api } from "./api.js";
import { fill, h, icon, iconButton, mark, remember, toast } from "./dom.js";
import { toOutgoing } from "./mrkdwn.js";
import { emit, go, on, store, takeMessage } from "./store.js";
import { STORIES } from "./stories.js";

const PERIOD = 900;
const PATIENCE = 25_000;
const AGAIN = 6_000; // a press that moved nothing, its button still there, was lost on the way

const play = { story: null, step: 0, lang: "en", caseAt: null, since: 0, startedAt: 0, before: null, done: false, slow: false };

export function installGuide(host) {
  on("stories", () => welcome());
  on("route", () => spot());
  on("messages", () => spot());
  on("thread", () => spot());
  for (const event of ["messages", "thread", "route"]) on(event, () => remember("guide", JSON.stringify({ ...play, story: play.story?.id ?? null })));
  setInterval(() => void watch(), PERIOD);
  play.host = host;
  resume();
}

function resume() {
  try {
    const saved = JSON.parse(remember("guide") ?? "null");
    const story = saved && STORIES.find((one) => one.id === saved.story);
    if (!story) return;
    Object.assign(play, saved, { story, host: play.host });
    draw();
  } catch { /* a story that cannot be resumed is simply not running */ }
}

/** The first-run panel: what this is, and three ways in. */
export function welcome() {
  const close = () => dialog.close();
  const dialog = h("dialog", { class: "dialog welcome", "aria-labelledby": "welcome-title", dataset: { testid: "welcome" } },
    h("header", { class: "welcome-head" }, mark(40), h("div", {},
      h("h2", { id: "welcome-title", class: "dialog-title" }, "A support desk that starts from your documentation"),
      h("p", {}, "This is a chat workspace on your own machine. Brightwire, a made-up SDK vendor, answers its customers here with Doorstep. Pick a story; each takes a minute or two.")),
    iconButton("close", "Close", close)),
    h("ul", { class: "story-cards" }, STORIES.map((story, index) => h("li", {}, card(story, index, close)))),
    h("footer", { class: "welcome-foot" }, h("span", {}, "Switch people at the top left. “Underneath” shows each step the bot takes."),
      h("button", { type: "button", class: "btn", dataset: { testid: "welcome-close" }, on: { click: close } }, "Look around on my own")));
  dialog.addEventListener("close", () => {
    remember("welcomed", "yes");
    dialog.remove();
  });
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector(".story-start")?.focus();
}

function card(story, index, close) {
  const begin = (lang, label) => h("button", { type: "button", class: lang === "zh" ? "btn" : "btn btn-primary story-start",
    lang: lang === "zh" ? "zh" : null, dataset: { testid: `story-${story.id}${lang === "zh" ? "-zh" : ""}` }, on: { click: () => {
      close();
      start(story, lang);
    } } }, label);
  return h("section", { class: "story-card" }, h("span", { class: "story-number" }, `Story ${index + 1} · ${story.time}`),
    h("h3", {}, story.title), h("p", {}, story.summary),
    h("div", { class: "story-buttons" }, begin("en", story.languages ? "In English" : "Begin"), story.languages && begin("zh", "用中文")));
}

export function start(story, lang) {
  const now = Date.now() / 1000;
  Object.assign(play, { story, lang, step: 0, caseAt: null, startedAt: now, done: false });
  enter(0);
}

function stop() {
  play.story = null;
  remember("guide", "null");
  draw();
  spot();
}

function enter(index) {
  Object.assign(play, { step: index, since: Date.now(), before: null, acted: false, slow: false, pressedAt: null });
  const step = current();
  // The person changes only when the reader presses the button, except when it is the same person.
  if (step && (step.as === store.me.id || !step.act)) visit(step);
  draw();
  spot();
}

const current = () => play.story?.steps[play.step];

function visit(step) {
  const thread = step.thread === "case" && play.caseAt ? play.caseAt.ts : null;
  go({ user: step.as, channel: step.channel, thread, tab: "messages" });
}

function next() {
  if (play.step + 1 < play.story.steps.length) enter(play.step + 1);
  else {
    play.done = true;
    draw();
    spot();
  }
}

// Acting ------------------------------------------------------------------------

async function act() {
  const step = current();
  play.acted = true;
  draw();
  visit(step);
  try {
    await arrived(step);
    play.before = await trace(step);
    if (step.act.type === "post") await post(step);
    else if (step.act.type === "press" && !(await press(step))) {
      play.acted = false;
      draw();
      return;
    } else if (step.act.type === "underneath" && !store.inspectorOpen) emit("inspector");
    play.since = Date.now();
    if (!step.until) next();
    else draw();
  } catch (error) {
    play.acted = false;
    toast(error.message, "error");
    draw();
  }
}

async function arrived(step) {
  for (let tries = 0; tries < 50; tries += 1) {
    if (store.me?.id === step.as && store.route.channel === step.channel && store.messages.has(step.channel)) return;
    await pause(100);
  }
}

async function post({ as, channel, act: { text, mention, reply, file } }) {
  const words = text[play.lang] ?? text.en;
  const files = [];
  if (file) {
    const upload = await api.upload(as, new File([file.content], file.name, { type: file.type }));
    files.push(upload.file.id);
  }
  const body = { as, channel, text: `${mention ? `<@${store.bot.user_id}> ` : ""}${toOutgoing(words)}`, files };
  if (reply && play.caseAt) body.thread_ts = play.caseAt.ts;
  const { message } = await api.post(body);
  takeMessage(message);
  if (!reply) {
    play.caseAt = { channel, ts: message.ts };
    go({ user: as, channel, thread: message.ts, tab: "messages" });
  }
}

/** The newest enabled button in view whose words fit. */
function target(step) {
  const scopes = document.querySelectorAll(step?.thread ? "#thread .msg" : "#main .msg, #thread .msg");
  const buttons = [...scopes].reverse().flatMap((row) => [...row.querySelectorAll("button[data-action-id]:not(:disabled)")]);
  return buttons.find((button) => step.act.label.test(button.textContent.trim()));
}

async function press(step) {
  for (let tries = 0; tries < 100; tries += 1) {
    const button = target(step);
    if (button) {
      button.click();
      return true;
    }
    await pause(120);
  }
  if (step.act.maybe) return true;
  toast("That button is not there yet. Wait for the reply, or go on with Next.");
  return false;
}

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// Watching ----------------------------------------------------------------------

async function trace(step) {
  const thread = step.thread === "case" && play.caseAt ? play.caseAt : null;
  const { messages } = thread ? await api.thread(step.as, thread.channel, thread.ts) : await api.messages(step.as, step.channel);
  return JSON.stringify(messages.filter((one) => one.user === store.bot.user_id || one.bot_id));
}

let watching = false;

async function watch() {
  const step = current();
  if (!step?.until || !play.acted || watching || document.hidden) return;
  watching = true;
  try {
    if (await seen(step)) {
      if (current() === step) next();
    } else {
      again(step);
      if (!play.slow && Date.now() - play.since > PATIENCE) {
        play.slow = true;
        draw();
      }
    }
  } catch { /* asked again at the next turn */ } finally {
    watching = false;
  }
}

/** On a busy machine Slack's three seconds may pass without an answer: a person presses again. */
function again(step) {
  if (step.act?.type !== "press" || Date.now() - (play.pressedAt ?? play.since) < AGAIN) return;
  play.pressedAt = Date.now();
  target(step)?.click();
}

async function seen(step) {
  if (step.until === "moved") return play.before !== null && (await trace(step)) !== play.before;
  if (step.until === "staff-card") {
    const { messages } = await api.messages(step.as, step.channel);
    return messages.some((one) => one.user === store.bot.user_id && Number(one.ts) > play.startedAt);
  }
  if (!play.caseAt) return false;
  const { messages } = await api.thread(step.as, play.caseAt.channel, play.caseAt.ts);
  return messages.some((one) => one.user === store.bot.user_id && !one.streaming && Number(one.ts) * 1000 > play.since - 500
    && one.ts !== play.caseAt.ts);
}

// Drawing -----------------------------------------------------------------------

function draw() {
  const { host, story } = play;
  host.hidden = !story;
  document.getElementById("app").classList.toggle("has-guide", Boolean(story));
  if (!story) {
    fill(host);
    return;
  }
  const step = current();
  const held = host.contains(document.activeElement);
  const last = play.step + 1 === story.steps.length;
  const waiting = play.acted && step.until;
  const who = store.users.get(step.as)?.real_name;
  const button = step.act && !waiting
    ? h("button", { type: "button", class: "btn btn-primary", dataset: { testid: "guide-do" }, on: { click: () => void act() } }, step.button) : null;
  const skip = h("button", { type: "button", class: step.act ? "btn" : "btn btn-primary", dataset: { testid: "guide-next" },
    on: { click: () => next() } }, last ? "Finish" : "Next");
  fill(host, play.done ? finish() : [
    h("div", { class: "guide-words" },
      h("p", { class: "guide-where" }, `${story.title} · step ${play.step + 1} of ${story.steps.length}`, who && ` · ${who}`),
      h("p", { class: "guide-text", role: "status" }, h("strong", {}, `${step.title}. `), step.text),
      waiting && h("p", { class: "guide-wait" }, h("span", { class: "pulse", "aria-hidden": "true" }),
        play.slow ? "Nothing yet. The bot may be busy or not connected; you can go on with Next." : "Waiting for the bot…")),
    h("div", { class: "guide-buttons" }, button, skip),
  ], iconButton("close", "Leave the story", stop, { "data-testid": "guide-close" }));
  host.dataset.step = String(play.step);
  if (held) host.querySelector(".btn-primary, .btn")?.focus();
}

function finish() {
  return [h("div", { class: "guide-words" }, h("p", { class: "guide-where" }, icon("check", 14), ` ${play.story.title} · finished`),
    h("p", { class: "guide-text" }, "That is the whole story. Ask your own question, or take the next one.")),
  h("div", { class: "guide-buttons" }, h("button", { type: "button", class: "btn btn-primary", dataset: { testid: "guide-more" }, on: { click: () => {
    stop();
    welcome();
  } } }, "More stories"))];
}

/** Point at the button that the step talks about. */
function spot() {
  for (const node of document.querySelectorAll(".beacon")) node.classList.remove("beacon");
  const step = current();
  if (!step || play.done || play.acted || step.act?.type !== "press" || store.me?.id !== step.as) return;
  target(step)?.classList.add("beacon");
}

