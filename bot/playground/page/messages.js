// One message as a row: author, body, files, reactions, replies and what can be done with it.

import { api } from "./api.js";
import { messageContext } from "./actions.js";
import { avatar } from "./avatar.js";
import { drawBlocks } from "./blockkit.js";
import { folded, isLong } from "./code.js";
import { ask } from "./dialogs.js";
import { fill, h, icon, iconButton, imageSource, toast } from "./dom.js";
import { emoji } from "./emoji.js";
import { ago, fileSize, fullTime, timeOf } from "./format.js";
import { markdown } from "./markdown.js";
import { openMenu } from "./menu.js";
import { mrkdwn, toOutgoing, toPlain } from "./mrkdwn.js";
import { dir, dropMessage, emit, go, isReply, key, store } from "./store.js";

export const editing = { id: null };

export function drawMessage(message, { grouped = false, inThread = false } = {}) {
  const tz = store.me.tz;
  const user = dir.user(message.user);
  const gone = message.subtype === "tombstone";
  const name = gone ? "Deleted message" : message.username ?? (user ? user.real_name : message.user ?? "Someone");
  const time = h("time", { class: "msg-time", title: fullTime(message.ts, tz) }, timeOf(message.ts, tz));
  const id = key(message.channel, message.ts);
  const shown = editing.id === id ? editor(message) : body(message);
  return h("article", {
    class: `msg${grouped ? " is-grouped" : ""}${message.ephemeral ? " is-ephemeral" : ""}`, tabindex: "-1",
    "aria-label": `${name}, ${timeOf(message.ts, tz)}`,
    dataset: { testid: "message", ts: message.ts, user: message.user, channel: message.channel,
      streaming: message.streaming ? "true" : null, ephemeral: message.ephemeral ? "true" : null },
  },
  h("div", { class: "msg-gutter" }, grouped ? time : gone ? h("span", { class: "avatar avatar-gone" }, icon("trash", 16)) : avatar(user)),
  h("div", { class: "msg-main" },
    !grouped && h("div", { class: "msg-head" }, h("span", { class: "msg-author" }, name),
      user?.is_bot && h("span", { class: "app-tag" }, "App"),
      user?.title && !user.is_bot && h("span", { class: "msg-role" }, user.title), time),
    message.ephemeral && h("div", { class: "only-you" }, icon("eye", 14), "Only visible to you",
      h("button", { type: "button", class: "text-btn", on: { click: () => dropMessage(message) } }, "Dismiss")),
    h("div", { class: "msg-body", dataset: { testid: "message-body" } }, shown),
    files(message), reactions(message), !inThread && replies(message)),
  message.subtype !== "tombstone" && editing.id !== id && tools(message, inThread));
}

function body(message) {
  const edited = message.edited && !dir.user(message.user)?.is_bot
    && h("span", { class: "edited", title: fullTime(message.edited.ts ?? message.ts, store.me.tz) }, "(edited)");
  if (message.subtype === "tombstone") return h("p", { class: "tombstone" }, "This message was deleted.");
  const ctx = messageContext(message);
  const text = message.text ?? "";
  const fromText = message.streaming ? h("div", { class: "md" }, markdown(text)) : h("div", { class: "mrkdwn" }, mrkdwn(text));
  const main = message.blocks?.length ? drawBlocks(message.blocks, ctx)
    : text ? (tail(fromText, edited), isLong(text) && !text.includes("```") ? folded(fromText, key(message.channel, message.ts)) : fromText) : null;
  return [main, message.streaming && h("span", { class: "caret", role: "img", "aria-label": "Still writing" }),
    edited && !edited.parentNode && edited,
    (message.attachments ?? []).map((one) => attachment(one, ctx))];
}

/** Put the edited mark at the end of the last line. */
function tail(node, edited) {
  if (edited && node.lastElementChild?.classList.contains("para")) node.lastElementChild.append(edited);
}

function attachment(one, ctx) {
  const bar = h("span", { class: "attach-bar", "aria-hidden": "true" });
  if (/^#?[0-9a-f]{6}$/i.test(one.color ?? "")) bar.style.backgroundColor = `#${one.color.replace("#", "")}`;
  return h("div", { class: "attach" }, bar, h("div", { class: "attach-body" },
    one.pretext && h("div", {}, mrkdwn(one.pretext)), one.title && h("strong", {}, one.title),
    one.blocks ? drawBlocks(one.blocks, ctx) : mrkdwn(one.text ?? one.fallback ?? ""),
    one.fields?.length && h("div", { class: "bk-fields" }, one.fields.map((field) =>
      h("div", { class: "bk-field" }, h("strong", {}, field.title), h("div", {}, mrkdwn(field.value)))))));
}

function files(message) {
  if (!message.files?.length) return null;
  return h("div", { class: "files" }, message.files.map((file) => {
    const source = imageSource(file.url_private ?? "");
    const address = source ? withPerson(source) : null;
    if (address && file.mimetype?.startsWith("image/")) {
      return h("a", { class: "file-image", href: address, target: "_blank", rel: "noopener" },
        h("img", { src: address, alt: file.name, loading: "lazy" }));
    }
    return h("a", { class: "file-card", href: address ?? "#", target: "_blank", rel: "noopener", dataset: { testid: "file" } },
      icon("file", 22), h("span", { class: "file-words" }, h("span", { class: "file-name" }, file.name),
        h("span", { class: "file-size" }, [fileSize(file.size), file.mimetype].filter(Boolean).join(" · "))));
  }));
}

function withPerson(path) {
  return `${path}${path.includes("?") ? "&" : "?"}as=${encodeURIComponent(store.me.id)}`;
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return h("div", { class: "reactions" }, message.reactions.map((one) => {
    const names = (one.users ?? []).map(dir.name).join(", ");
    return h("span", { class: `reaction${one.users?.includes(store.me.id) ? " is-mine" : ""}`, role: "img",
      title: names, "aria-label": `:${one.name}: from ${names}`, dataset: { testid: "reaction" } },
    emoji(one.name) ?? `:${one.name}:`, " ", one.count ?? one.users?.length ?? 1);
  }));
}

function replies(message) {
  if (!message.reply_count || isReply(message)) return null;
  const fresh = store.freshThreads.has(key(message.channel, message.ts));
  const people = (message.reply_users ?? []).slice(0, 4).map((id) => avatar(dir.user(id), 22));
  return h("button", { type: "button", class: `replies${fresh ? " is-fresh" : ""}`, dataset: { testid: "replies" },
    on: { click: () => go({ thread: message.ts }) } },
  h("span", { class: "reply-faces" }, people),
  h("span", { class: "reply-count" }, message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`),
  fresh && h("span", { class: "fresh-mark" }, "new"),
  message.latest_reply && h("span", { class: "reply-when" }, ago(message.latest_reply)));
}

// What can be done with a message ---------------------------------------------

function tools(message, inThread) {
  const mine = message.user === store.me.id && !message.ephemeral;
  const more = h("button", { type: "button", class: "icon-btn", "aria-label": "More actions", title: "More actions",
    "aria-haspopup": "menu", "aria-expanded": "false", dataset: { testid: "message-more" } }, icon("more"));
  more.addEventListener("click", () => openMenu(more, moreItems(message, mine, inThread), { label: "Message actions" }));
  return h("div", { class: "msg-tools", role: "toolbar", "aria-label": "Message actions" },
    !inThread && !message.ephemeral && iconButton("reply", "Reply in thread",
      () => go({ thread: message.thread_ts ?? message.ts }), { "data-testid": "reply-in-thread" }),
    mine && iconButton("edit", "Edit message", () => startEdit(message)), more);
}

function moreItems(message, mine, inThread) {
  const items = [];
  if (!message.ephemeral) {
    for (const shortcut of store.shortcuts.filter((one) => one.type === "message")) {
      items.push({ label: shortcut.name, caption: store.bot.name, lead: icon("bolt", 16), testid: `shortcut-${shortcut.callback_id}`,
        onPick: () => send(api.shortcut({ as: store.me.id, callback_id: shortcut.callback_id, channel: message.channel,
          message_ts: message.ts })) });
    }
    if (!inThread) items.push({ label: "Reply in thread", lead: icon("reply", 16), onPick: () => go({ thread: message.thread_ts ?? message.ts }) });
  }
  items.push({ label: "Copy text", lead: icon("copy", 16), onPick: () => copy(message) });
  if (mine) {
    items.push({ label: "Edit message", lead: icon("edit", 16), testid: "edit-message", onPick: () => startEdit(message) },
      { label: "Delete message…", lead: icon("trash", 16), danger: true, testid: "delete-message", onPick: () => erase(message) });
  }
  return items;
}

async function send(promise) {
  try {
    return await promise;
  } catch (error) {
    toast(error.message, "error");
    return null;
  }
}

async function copy(message) {
  try {
    await navigator.clipboard.writeText(toPlain(message.text ?? ""));
    toast("Copied.");
  } catch {
    toast("The browser did not allow copying.", "error");
  }
}

async function erase(message) {
  const sure = await ask({ title: "Delete this message?", body: "It goes for everyone and cannot be brought back.",
    yes: "Delete", danger: true });
  if (sure && await send(api.remove({ as: store.me.id, channel: message.channel, ts: message.ts }))) dropMessage(message);
}

export function startEdit(message) {
  editing.id = key(message.channel, message.ts);
  redraw(message);
}

function redraw(message) {
  emit("messages", { channel: message.channel });
  emit("thread", { channel: message.channel, ts: message.thread_ts ?? message.ts });
}

function editor(message) {
  const area = h("textarea", { class: "input edit-input", rows: "3", "aria-label": "Edit message", dataset: { testid: "edit-input" } });
  area.value = toPlain(message.text ?? "");
  const stop = () => {
    editing.id = null;
    redraw(message);
  };
  const save = async () => {
    const text = toOutgoing(area.value.trim());
    if (!text) return;
    if (await send(api.edit({ as: store.me.id, channel: message.channel, ts: message.ts, text }))) {
      stop(); // the changed text comes over the live socket, as the server stored it
    }
  };
  area.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") stop();
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void save();
    }
  });
  queueMicrotask(() => area.isConnected && area.focus());
  setTimeout(() => area.focus(), 0);
  return h("div", { class: "editor" }, area, h("div", { class: "editor-row" },
    h("button", { type: "button", class: "btn", on: { click: stop } }, "Cancel"),
    h("button", { type: "button", class: "btn btn-primary", dataset: { testid: "edit-save" }, on: { click: save } }, "Save")));
}

// The line that says what the bot is doing --------------------------------------

export function statusLine(channel, ts) {
  const now = store.statuses.get(key(channel, ts));
  if (!now) return null;
  const node = h("div", { class: "status", role: "status", dataset: { testid: "status", ts } });
  drawStatus(node, now);
  return node;
}

function drawStatus(node, now) {
  const words = [now.status, ...now.loading];
  const turn = now.loading.length ? Math.floor((Date.now() - now.since) / 2600) % words.length : 0;
  if (node.dataset.turn === `${turn}${words[turn]}`) return;
  node.dataset.turn = `${turn}${words[turn]}`;
  fill(node, h("span", { class: "pulse", "aria-hidden": "true" }),
    h("span", {}, turn === 0 ? [h("strong", {}, store.bot.name), " ", words[0]] : words[turn]));
}

setInterval(() => {
  for (const node of document.querySelectorAll('[data-testid="status"]')) {
    const pane = node.closest("[data-channel-list]");
    const now = pane && store.statuses.get(key(pane.dataset.channelList, node.dataset.ts));
    if (now) drawStatus(node, now);
  }
}, 650);
