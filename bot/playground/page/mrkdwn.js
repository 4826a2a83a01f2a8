// Slack's mrkdwn: text in, DOM nodes out. Emphasis follows Slack's rule that a marker must stand
// at a word boundary, so what reads wrongly here (for example next to Chinese text) reads wrongly there.

import { emoji, withEmoji } from "./emoji.js";
import { dateTokens } from "./format.js";
import { h, link } from "./dom.js";
import { preformatted } from "./code.js";
import { dir } from "./store.js";

export function unescape(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

const MARKS = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;
const BARE = /^https?:\/\/[^\s<>|，。；：！？、）】」』]+/u;

/** Plain text with its name for screen readers and for the composer when a message is edited. */
export function toPlain(text) {
  return unescape(text.replace(/<([^<>\n]+)>/g, (_, inner) => {
    if (inner.startsWith("@")) return `@${dir.name(inner.slice(1).split("|")[0])}`;
    if (inner.startsWith("#")) return `#${dir.channelName(inner.slice(1).split("|")[0])}`;
    if (/^!(here|channel|everyone)/.test(inner)) return `@${inner.slice(1).split("|")[0]}`;
    const [target, label] = splitOnce(inner, "|");
    return label ?? target.replace(/^!/, "");
  }));
}

function splitOnce(text, sep) {
  const at = text.indexOf(sep);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

export function mention(id) {
  const mine = id === dir.me?.id;
  return h("span", { class: mine ? "mention mention-me" : "mention", dataset: { user: id } }, `@${dir.name(id)}`);
}

export function channelLink(id, label) {
  const name = dir.channelName(id, label);
  return dir.channel(id)
    ? h("a", { class: "mention", href: `#/${dir.me.id}/${id}` }, `#${name}`)
    : h("span", { class: "mention" }, `#${name}`);
}

/** What stands between < and >: a mention, a channel, a date, a group or a link. */
export function angle(inner) {
  const [target, label] = splitOnce(inner, "|");
  if (target.startsWith("@")) return mention(target.slice(1));
  if (target.startsWith("#")) return channelLink(target.slice(1), label);
  if (target.startsWith("!date^")) {
    const [, ts, pattern, url] = target.split("^");
    const shown = /^\d+$/.test(ts ?? "") ? dateTokens(Number(ts), pattern ?? "{date}", dir.me) : label ?? "";
    return url ? link(unescape(url), shown) : h("time", { title: label }, shown);
  }
  if (target.startsWith("!")) {
    const [word, group] = target.slice(1).split("^");
    return h("span", { class: "mention" }, label ?? `@${word === "subteam" ? dir.groupName(group) : word}`);
  }
  if (/^(https?:|mailto:)/i.test(target)) {
    const url = unescape(target);
    return link(url, label === undefined ? url.replace(/^mailto:/, "") : withEmoji(unescape(label)));
  }
  return document.createTextNode(`<${unescape(inner)}>`);
}

/** Marks within one line. Scans once; `out` collects nodes. */
export function inline(text) {
  const out = [];
  let plain = "";
  const flush = () => {
    if (plain) out.push(document.createTextNode(unescape(plain)));
    plain = "";
  };
  let at = 0;
  while (at < text.length) {
    const found = token(text, at);
    if (found) {
      flush();
      out.push(found.node);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return out;
}

function token(text, at) {
  const char = text[at];
  if (char === "<") {
    const end = text.indexOf(">", at);
    if (end > at + 1 && !text.slice(at + 1, end).includes("\n")) {
      return { node: angle(text.slice(at + 1, end)), end: end + 1 };
    }
  }
  if (char === "`") {
    const end = text.indexOf("`", at + 1);
    if (end > at + 1 && !text.slice(at, end).includes("\n")) {
      return { node: h("code", {}, codeText(text.slice(at + 1, end))), end: end + 1 };
    }
  }
  if (char === ":") {
    const match = /^:([a-z0-9_+'-]+)(?:::skin-tone-\d)?:/.exec(text.slice(at, at + 60));
    const sign = match && emoji(match[1]);
    if (sign) return { node: h("span", { class: "emoji", title: match[0] }, sign), end: at + match[0].length };
  }
  if (char === "h" && !WORD.test(text[at - 1] ?? " ")) {
    const match = BARE.exec(text.slice(at, at + 2048));
    if (match) {
      const url = match[0].replace(/[.,;:!?)'"*_~]+$/, "");
      return { node: link(unescape(url), unescape(url)), end: at + url.length };
    }
  }
  return MARKS[char] ? emphasis(text, at, char) : null;
}

/** Text inside code: links and mentions that a client wrapped are shown as their plain text. */
function codeText(text) {
  return toPlain(text);
}

function emphasis(text, at, char) {
  const before = text[at - 1] ?? " ";
  const after = text[at + 1] ?? " ";
  if (WORD.test(before) || before === char || /\s/.test(after) || after === char) return null;
  for (let end = at + 1; end < text.length && text[end] !== "\n"; end += 1) {
    if (text[end] === "<" || text[end] === "`") {
      const close = text.indexOf(text[end] === "<" ? ">" : "`", end + 1);
      if (close > 0) end = close;
      continue;
    }
    if (text[end] !== char || /\s/.test(text[end - 1]) || end === at + 1) continue;
    if (WORD.test(text[end + 1] ?? " ")) continue;
    return { node: h(MARKS[char], {}, inline(text.slice(at + 1, end))), end: end + 1 };
  }
  return null;
}

const QUOTE = /^(?:&gt;|>)(?:&gt;&gt;|>>)? ?/;
const BULLET = /^(\s*)([•◦▪‣-]|\d{1,3}[.)])\s+(.*)$/;

/** A whole mrkdwn text as block-level nodes. */
export function mrkdwn(text, { fold = true } = {}) {
  const out = [];
  String(text ?? "").split(/```/).forEach((part, index, all) => {
    if (index % 2 === 1 && index < all.length - 1) {
      out.push(preformatted(codeText(part.replace(/^\n/, "").replace(/\n$/, "")), { fold }));
      return;
    }
    const whole = index % 2 === 1 ? "```" + part : part;
    const trimmed = index > 0 ? whole.replace(/^\n/, "") : whole;
    lines(index < all.length - 1 ? trimmed.replace(/\n$/, "") : trimmed, out);
  });
  return out;
}

function lines(text, out) {
  if (!text) return;
  let para = null;
  let quote = null;
  let rest = false;
  for (const line of text.split("\n")) {
    if (rest || QUOTE.test(line)) {
      if (!quote) out.push((quote = h("blockquote", {})));
      else quote.append(h("br"));
      quote.append(...inline(rest ? line : line.replace(QUOTE, "")));
      rest ||= /^(?:&gt;&gt;&gt;|>>>)/.test(line);
      para = null;
      continue;
    }
    quote = null;
    const bullet = BULLET.exec(line);
    if (bullet) {
      const depth = Math.min(3, Math.floor(bullet[1].length / 2));
      out.push(h("div", { class: `bullet bullet-${depth}` },
        h("span", { class: "bullet-mark" }, bullet[2] === "-" ? "•" : bullet[2]), h("span", {}, inline(bullet[3]))));
      para = null;
      continue;
    }
    if (para) para.append(h("br"));
    else out.push((para = h("div", { class: "para" })));
    para.append(...inline(line));
  }
}

/** What a person typed, with mentions as ids. The server escapes the rest and wraps addresses, as Slack does. */
export function toOutgoing(typed) {
  let text = typed;
  const names = dir.people().flatMap((user) => [[user.real_name, user.id], [user.name, user.id]])
    .filter(([name]) => name).sort((a, b) => b[0].length - a[0].length);
  for (const [name, id] of names) {
    const safe = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    text = text.replace(new RegExp(`(^|[^\\w@<.])@${safe}(?![\\w.-]*\\w)`, "giu"), (_, lead) => `${lead}<@${id}>`);
  }
  return text;
}
