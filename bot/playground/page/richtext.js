// rich_text blocks: sections, lists, quotes and preformatted text with their inline elements.

import { emoji } from "./emoji.js";
import { dateTokens } from "./format.js";
import { h, link } from "./dom.js";
import { folded, isLong, preformatted } from "./code.js";
import { channelLink, mention } from "./mrkdwn.js";
import { dir } from "./store.js";

export function richText(block) {
  const nodes = group(block.elements ?? []);
  const length = plain(block.elements ?? []);
  return isLong(length) && nodes.length === 1 && block.elements[0].type === "rich_text_section"
    ? [folded(h("div", {}, nodes), length)] : nodes;
}

/** The text of rich_text elements without marks, for folding and for code. */
export function plain(elements) {
  return elements.map((el) => el.text ?? (el.elements ? plain(el.elements) : el.url ?? "")).join("");
}

// Neighbouring lists with different indents are one nested list to the eye; Slack sends them flat.
function group(elements) {
  return elements.map((el) => {
    if (el.type === "rich_text_list") return list(el);
    if (el.type === "rich_text_preformatted") return preformatted(plain(el.elements ?? []), { lang: el.language });
    if (el.type === "rich_text_quote") return h("blockquote", {}, runs(el.elements));
    return h("div", { class: "rt-section" }, runs(el.elements));
  });
}

const BULLETS = ["disc", "circle", "square"];
const NUMBERS = ["decimal", "lower-alpha", "lower-roman"];

function list(el) {
  const ordered = el.style === "ordered";
  const depth = Math.min(8, el.indent ?? 0);
  const kind = (ordered ? NUMBERS : BULLETS)[depth % 3];
  return h(ordered ? "ol" : "ul",
    { class: `rt-list indent-${depth} list-${kind}`, start: ordered && el.offset ? el.offset + 1 : null },
    (el.elements ?? []).map((item) => h("li", {}, item.type === "rich_text_section" ? runs(item.elements) : group([item]))));
}

function runs(elements) {
  return (elements ?? []).flatMap((el) => run(el));
}

function run(el) {
  switch (el.type) {
    case "text": return styled(textRun(el.text), el.style);
    case "link": return [styledNode(link(el.url, el.text || el.url), el.style)];
    case "user": return [styledNode(mention(el.user_id), el.style)];
    case "channel": return [styledNode(channelLink(el.channel_id), el.style)];
    case "usergroup": return [h("span", { class: "mention" }, `@${dir.groupName(el.usergroup_id)}`)];
    case "team": return [h("span", { class: "mention" }, dir.team?.name ?? el.team_id)];
    case "broadcast": return [h("span", { class: "mention" }, `@${el.range}`)];
    case "emoji": return [emojiRun(el)];
    case "date": return [dateRun(el)];
    case "color": return [colorRun(el.value)];
    default: return el.text ? [document.createTextNode(el.text)] : [];
  }
}

function textRun(text) {
  return String(text).split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line]));
}

function styled(nodes, style) {
  return style && Object.values(style).some(Boolean) ? [styledNode(h("span", {}, nodes), style)] : nodes;
}

function styledNode(node, style) {
  let out = node;
  if (style?.code) out = h("code", {}, out);
  if (style?.strike) out = h("s", {}, out);
  if (style?.underline) out = h("u", {}, out);
  if (style?.italic) out = h("em", {}, out);
  if (style?.bold) out = h("strong", {}, out);
  if (style?.highlight || style?.client_highlight) out = h("mark", {}, out);
  return out;
}

function emojiRun(el) {
  const points = (el.unicode ?? "").split("-").map((code) => parseInt(code, 16));
  const sign = emoji(el.name) ?? (el.unicode && points.every((p) => p > 0 && p < 0x110000)
    ? String.fromCodePoint(...points) : null);
  return h("span", { class: "emoji", title: `:${el.name}:` }, sign ?? `:${el.name}:`);
}

function dateRun(el) {
  const shown = dateTokens(el.timestamp, el.format ?? "{date}", dir.me);
  return el.url ? link(el.url, shown) : h("time", { title: el.fallback }, shown);
}

function colorRun(value) {
  const swatch = h("span", { class: "swatch", "aria-hidden": "true" });
  if (/^#[0-9a-f]{3,8}$/i.test(value)) swatch.style.backgroundColor = value;
  return h("span", { class: "color" }, swatch, value);
}
