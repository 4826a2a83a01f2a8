// What the page knows: people, channels, messages, threads, unread counts and the route.
// Views subscribe with on(event, fn); only this module and sync.js change the data.

import { remember } from "./dom.js";

const listeners = new Map();

export function on(event, fn) {
  if (!listeners.has(event)) listeners.set(event, new Set());
  listeners.get(event).add(fn);
  return () => listeners.get(event).delete(fn);
}

export function emit(event, detail) {
  for (const fn of [...(listeners.get(event) ?? [])]) fn(detail);
}

export const store = {
  me: null,
  team: { name: "" },
  bot: { user_id: "", name: "Doorstep", suggested_prompts: [] },
  users: new Map(),
  channels: new Map(),
  usergroups: new Map(),
  commands: [],
  shortcuts: [],
  connected: true,
  inspector: false,
  linkUp: true,
  route: { user: null, channel: null, thread: null, tab: "messages" },
  messages: new Map(), // channel -> Map(ts -> message), top level
  threads: new Map(), // "channel:ts" -> Map(ts -> message), root first
  unread: new Map(), // channel -> {count, mentions}
  freshThreads: new Set(), // "channel:ts" with replies not looked at
  statuses: new Map(), // "channel:thread_ts" -> {status, loading, since}
  prompts: new Map(), // channel -> {title, prompts}
  homeView: null,
  views: [], // modals that were open when the state was read
};

/** Names for ids; every view and text parser asks here. */
export const dir = {
  get me() { return store.me; },
  get team() { return store.team; },
  people: () => [...store.users.values()],
  user: (id) => store.users.get(id),
  channel: (id) => store.channels.get(id),
  name: (id) => {
    const user = store.users.get(id);
    return user ? user.real_name || user.name : id;
  },
  groupName: (id) => store.usergroups.get(id)?.handle ?? "group",
  channelName: (id, fallback) => store.channels.get(id)?.name ?? fallback ?? "private-channel",
};

export const key = (channel, ts) => `${channel}:${ts}`;
export const isReply = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;
export const isIm = (channel) => store.channels.get(channel)?.kind === "im";

export function takeState(answer) {
  store.me = typeof answer.me === "string" ? answer.users.find((user) => user.id === answer.me) : answer.me;
  store.team = answer.team ?? store.team;
  store.bot = { ...store.bot, ...answer.bot };
  store.users = new Map(answer.users.map((user) => [user.id, user]));
  store.channels = new Map(answer.channels.map((channel) => [channel.id, channel]));
  store.usergroups = new Map((answer.usergroups ?? []).map((group) => [group.id, group]));
  store.commands = answer.commands ?? [];
  store.shortcuts = answer.shortcuts ?? [];
  store.views = answer.views ?? [];
  store.connected = answer.connected !== false;
  store.inspector = answer.inspector !== false;
}

export function forgetPerson() {
  for (const name of ["messages", "threads", "unread", "freshThreads", "statuses", "prompts"]) store[name].clear();
  store.homeView = null;
}

export function takeMessages(channel, list) {
  const kept = [...(store.messages.get(channel)?.values() ?? [])].filter((message) => message.ephemeral);
  store.messages.set(channel, ordered([...list, ...kept]));
  emit("messages", { channel });
}

export function takeThread(channel, ts, list) {
  const kept = [...(store.threads.get(key(channel, ts))?.values() ?? [])].filter((message) => message.ephemeral);
  store.threads.set(key(channel, ts), ordered([...list, ...kept]));
  emit("thread", { channel, ts });
}

function ordered(list) {
  return new Map(list.sort((a, b) => a.ts.localeCompare(b.ts)).map((message) => [message.ts, message]));
}

function put(map, message) {
  const last = [...map.keys()].at(-1);
  map.set(message.ts, message);
  return last && last > message.ts ? ordered([...map.values()]) : map;
}

/** A new or changed message, from a push or from the answer to a post. Safe to call twice. */
export function takeMessage(message, { live = false } = {}) {
  const { channel } = message;
  const threadKey = key(channel, message.thread_ts ?? message.ts);
  const reply = isReply(message);
  const known = (reply ? store.threads.get(threadKey) : store.messages.get(channel))?.has(message.ts);
  if (store.threads.has(threadKey)) {
    store.threads.set(threadKey, put(store.threads.get(threadKey), message));
    emit("thread", { channel, ts: message.thread_ts ?? message.ts });
  }
  if (!reply || message.subtype === "thread_broadcast") {
    if (store.messages.has(channel)) store.messages.set(channel, put(store.messages.get(channel), message));
  } else if (!message.ephemeral) countReply(message);
  if (!reply || !message.ephemeral) emit("messages", { channel });
  if (reply && message.user === store.bot.user_id && !message.ephemeral) clearStatus(channel, message.thread_ts);
  if (live && !known) emit("arrival", message);
}

function countReply(message) {
  for (const map of [store.messages.get(message.channel), store.threads.get(key(message.channel, message.thread_ts))]) {
    const root = map?.get(message.thread_ts);
    if (!root || Number(message.ts) <= Number(root.latest_reply ?? 0)) continue;
    map.set(root.ts, { ...root, reply_count: (root.reply_count ?? 0) + 1, latest_reply: message.ts,
      reply_users: [...new Set([...(root.reply_users ?? []), message.user])] });
  }
}

export function dropMessage({ channel, ts, thread_ts: threadTs }) {
  store.messages.get(channel)?.delete(ts);
  for (const [threadKey, map] of store.threads) {
    if (!threadKey.startsWith(`${channel}:`) || !map.delete(ts)) continue;
    emit("thread", { channel, ts: threadKey.slice(channel.length + 1) });
  }
  const root = threadTs && threadTs !== ts && store.messages.get(channel)?.get(threadTs);
  if (root?.reply_count) {
    store.messages.get(channel).set(root.ts, { ...root, reply_count: root.reply_count - 1 });
  }
  emit("messages", { channel });
}

// Statuses ------------------------------------------------------------------

const STATUS_LIFE = 120_000;

export function takeStatus({ channel, thread_ts: ts, status, loading_messages: loading }) {
  if (!status) return clearStatus(channel, ts);
  const since = Date.now();
  store.statuses.set(key(channel, ts), { status, loading: loading ?? [], since });
  setTimeout(() => {
    if (store.statuses.get(key(channel, ts))?.since === since) clearStatus(channel, ts);
  }, STATUS_LIFE);
  return emit("status", { channel, ts });
}

export function clearStatus(channel, ts) {
  if (store.statuses.delete(key(channel, ts))) emit("status", { channel, ts });
}

// Unread --------------------------------------------------------------------

export function bumpUnread(channel, mentioned, count = 1) {
  const now = store.unread.get(channel) ?? { count: 0, mentions: 0 };
  store.unread.set(channel, { count: now.count + count, mentions: now.mentions + (mentioned ? count : 0) });
  emit("unread");
}

export function markRead(channel) {
  remember(`read.${store.me.id}.${channel}`, String(Date.now() / 1000));
  if (store.unread.delete(channel)) emit("unread");
}

export function lastRead(channel) {
  if (!remember("since")) remember("since", String(Date.now() / 1000));
  return Number(remember(`read.${store.me.id}.${channel}`) ?? remember("since") ?? 0);
}

// Route: #/person/channel[/thread-ts | /home] ---------------------------------

export function parseHash(hash) {
  const parts = hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decodeURIComponent);
  // A permalink from the server names no person: #C0NIMBUS/1700000000.000100
  const [user = null, channel = null, third = null] = /^[CDG]/.test(parts[0] ?? "") ? [null, ...parts] : parts;
  return { user, channel, thread: third && third !== "home" ? third : null,
    tab: third === "home" ? "home" : "messages" };
}

export function hashOf({ user, channel, thread, tab }) {
  const third = thread ?? (tab === "home" ? "home" : null);
  return `#/${[user, channel, third].filter(Boolean).join("/")}`;
}

/** Change part of the route; the hash is the single source, so the page follows `hashchange`. */
export function go(part) {
  const next = { ...store.route, ...part };
  if (part.channel && part.channel !== store.route.channel && part.thread === undefined) next.thread = null;
  if (part.channel && part.channel !== store.route.channel && part.tab === undefined) next.tab = "messages";
  if (part.user && part.user !== store.route.user && part.channel === undefined) {
    Object.assign(next, { channel: null, thread: null, tab: "messages" });
  }
  const hash = hashOf(next);
  if (hash === location.hash) return;
  location.hash = hash;
}
