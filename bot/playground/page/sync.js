// Keeps the store in step with the server: loading on a route, live pushes, reconnecting.

import { Live, api } from "./api.js";
import { toast } from "./dom.js";
import {
  bumpUnread, dropMessage, emit, forgetPerson, isReply, key, lastRead, markRead, on, store, takeMessage,
  takeMessages, takeState, takeStatus, takeThread,
} from "./store.js";

const live = new Live(onPush, onLink);

/** Become a person: fresh state, socket, unread counts. */
export async function become(userId) {
  const answer = await api.state(userId);
  forgetPerson();
  takeState(answer);
  live.connect(store.me.id);
  emit("state");
  void countUnread(store.me.id);
}

async function countUnread(person) {
  for (const channel of store.channels.keys()) {
    if (channel === store.route.channel) continue;
    const since = lastRead(channel);
    const answer = await api.messages(person, channel).catch(() => null);
    if (!answer || store.me.id !== person) return;
    const count = answer.messages.filter((message) => message.user !== person
      && Math.max(Number(message.ts), Number(message.latest_reply ?? 0)) > since).length;
    if (count && channel !== store.route.channel) bumpUnread(channel, store.channels.get(channel).kind === "im", count);
  }
}

/** Load what the route shows. Answers for a route that was left meanwhile are dropped. */
export async function load(route) {
  const person = store.me.id;
  const still = () => store.me.id === person && store.route.channel === route.channel;
  try {
    const { messages } = await api.messages(person, route.channel);
    if (!still()) return;
    takeMessages(route.channel, messages);
    markRead(route.channel);
    if (route.thread) await loadThread(route);
    if (store.channels.get(route.channel)?.kind === "im") await loadHome(route.tab);
  } catch (error) {
    toast(error.message, "error");
  }
}

export async function loadThread(route) {
  const person = store.me.id;
  const { messages } = await api.thread(person, route.channel, route.thread);
  if (store.me.id !== person) return;
  takeThread(route.channel, route.thread, messages);
  if (store.freshThreads.delete(key(route.channel, route.thread))) emit("messages", { channel: route.channel });
}

export async function loadHome(tab) {
  const person = store.me.id;
  const { view } = await api.home({ as: person, tab });
  if (store.me.id !== person || tab !== "home") return;
  store.homeView = view ?? store.homeView;
  emit("home");
}

function onPush(push) {
  switch (push.type) {
    case "message": return takeMessage(push.message, { live: true });
    case "message_changed": return takeMessage(push.message);
    case "message_deleted": return dropMessage(push);
    case "ephemeral": return takeMessage({ ...push.message, ephemeral: true }, { live: true });
    case "status": return takeStatus(push);
    case "view_open":
    case "view_update":
    case "view_push":
    case "view_close": return emit(push.type, push);
    case "home":
      store.homeView = push.view;
      return emit("home");
    case "prompts":
      store.prompts.set(push.channel, { title: push.title, prompts: push.prompts ?? [] });
      return emit("prompts", push);
    case "connected":
      store.connected = push.connected;
      return emit("connected");
    default: return undefined;
  }
}

function onLink({ up, again }) {
  store.linkUp = up;
  emit("connected");
  if (up && again) void refetch();
}

/** After a break in the socket: whatever was missed is read again. */
async function refetch() {
  try {
    const answer = await api.state(store.me.id);
    takeState(answer);
    emit("state");
    await load(store.route);
  } catch {
    // The socket is the one to notice a server that went away again; it keeps trying.
  }
}

on("arrival", (message) => {
  if (message.user === store.me.id) return;
  const { channel, route } = { channel: message.channel, route: store.route };
  const thread = message.thread_ts ?? message.ts;
  const open = channel === route.channel && route.tab === "messages" && !document.hidden;
  const seen = open && (!isReply(message) || route.thread === thread);
  if (open) markRead(channel);
  if (seen) return;
  if (isReply(message)) store.freshThreads.add(key(channel, thread));
  const personal = store.channels.get(channel)?.kind === "im" || (message.text ?? "").includes(`<@${store.me.id}>`);
  if (!open) bumpUnread(channel, personal);
  emit("messages", { channel });
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && store.me && store.route.channel) markRead(store.route.channel);
});
