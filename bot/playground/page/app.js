// Starts the page: the views, the route, the notices, the keys that work everywhere.

import { ChannelView } from "./channel.js";
import { fill, h, icon, remember, toast } from "./dom.js";
import { installGuide, welcome } from "./guide.js";
import { Inspector } from "./inspector.js";
import { installModals } from "./modal.js";
import { Sidebar, theme } from "./sidebar.js";
import { emit, go, hashOf, isIm, on, parseHash, store } from "./store.js";
import { become, load } from "./sync.js";
import { ThreadView } from "./thread.js";

const FIRST_PERSON = "U0DEV01";
const byId = (id) => document.getElementById(id);

theme(false);
new Sidebar(byId("sidebar"));
const channelView = new ChannelView(byId("main"));
new ThreadView(byId("thread"));
new Inspector(byId("inspector"));
installModals();
installGuide(byId("guide"));

// Notices: the bot or the server is away --------------------------------------

let downSince = 0;

on("connected", notices);
on("state", notices);

function notices() {
  const box = byId("notices");
  if (!store.linkUp) downSince ||= Date.now();
  else downSince = 0;
  // A socket that is back within a second is not worth a word.
  if (downSince && Date.now() - downSince < 1000) setTimeout(notices, 1100);
  const away = downSince > 0 && Date.now() - downSince >= 1000;
  fill(box,
    away && banner("The workspace server is away. Trying again by itself; what you see is kept.", "link-down"),
    store.me && !store.connected && !away
      && banner(`${store.bot.name} is not connected. Messages are kept and delivered when it starts.`, "bot-down"));
}

function banner(text, testid) {
  return h("div", { class: "banner", role: "alert", dataset: { testid } }, icon("alert", 17), h("span", {}, text));
}

// Route ------------------------------------------------------------------------

let turn = 0;

async function follow() {
  turn += 1;
  const mine = turn;
  const wanted = parseHash(location.hash);
  const before = store.route;
  const person = wanted.user ?? remember("person") ?? FIRST_PERSON;
  try {
    if (store.me?.id !== person) {
      store.route = { ...wanted, user: person };
      await become(person);
      if (mine !== turn) return;
    }
  } catch (error) {
    if (store.me || person === FIRST_PERSON) toast(error.message, "error");
    if (person !== FIRST_PERSON) location.hash = hashOf({ user: FIRST_PERSON });
    else if (!store.me) setTimeout(follow, 2000);
    return;
  }
  remember("person", person);
  const channel = store.channels.has(wanted.channel) ? wanted.channel : firstChannel();
  const route = { ...wanted, user: person, channel, thread: channel === wanted.channel ? wanted.thread : null };
  store.route = route;
  if (hashOf(route) !== location.hash) history.replaceState(null, "", hashOf(route));
  drawer(false);
  emit("route", route);
  if (before.channel !== channel || before.user !== person || before.tab !== route.tab || !store.messages.has(channel)) {
    await load(route);
  }
  byId("app").dataset.ready = "true";
}

function firstChannel() {
  return [...store.channels.values()].find((one) => one.kind === "channel")?.id ?? [...store.channels.keys()][0];
}

addEventListener("hashchange", () => void follow());

// Drawer, keys, focus ------------------------------------------------------------

function drawer(open) {
  byId("app").classList.toggle("has-drawer", open);
  byId("scrim").hidden = !open;
  if (open) byId("sidebar").querySelector("button, a")?.focus();
}

on("drawer", drawer);
byId("scrim").addEventListener("click", () => drawer(false));

byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  channelView.composer.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (byId("app").classList.contains("has-drawer")) drawer(false);
  else if (store.route.thread && !event.target.closest("textarea, input")) go({ thread: null });
});

// A file that misses its target must not replace the page.
for (const type of ["dragover", "drop"]) document.addEventListener(type, (event) => event.preventDefault());

// The bot answers a direct message in its thread: open it, so that the answer is seen as it is written.
on("posted", (message) => {
  if (isIm(message.channel) && !message.thread_ts && message.channel === store.route.channel) go({ thread: message.ts });
});

const firstVisit = !parseHash(location.hash).channel && remember("welcomed") !== "yes";
await follow();
if (firstVisit) welcome();
