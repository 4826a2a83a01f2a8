// The `markdown` block: standard Markdown (the parts Slack draws) to DOM nodes.

import { emoji } from "./emoji.js";
import { h, link } from "./dom.js";
import { preformatted } from "./code.js";
import { angle } from "./mrkdwn.js";

const FENCE = /^\s{0,3}(```+|~~~+)\s*([\w+#.-]*)[^`]*$/;
const HEADING = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const RULE = /^\s{0,3}([-*_])(?:\s*\1){2,}\s*$/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

export function markdown(text) {
  return blocks(String(text ?? "").replace(/\r\n?/g, "\n").split("\n"));
}

function blocks(rows) {
  const out = [];
  let at = 0;
  while (at < rows.length) {
    const row = rows[at];
    const fence = FENCE.exec(row);
    const heading = HEADING.exec(row);
    if (!row.trim()) at += 1;
    else if (fence) at = fenced(rows, at, fence, out);
    else if (heading) {
      const level = Math.min(6, heading[1].length + 2);
      out.push(h(`h${level}`, { class: `md-h md-h${heading[1].length}` }, spans(heading[2])));
      at += 1;
    } else if (RULE.test(row)) {
      out.push(h("hr"));
      at += 1;
    } else if (/^\s{0,3}>/.test(row)) {
      const start = at;
      while (at < rows.length && /^\s{0,3}>/.test(rows[at])) at += 1;
      out.push(h("blockquote", {}, blocks(rows.slice(start, at).map((line) => line.replace(/^\s{0,3}> ?/, "")))));
    } else if (row.includes("|") && TABLE_RULE.test(rows[at + 1] ?? "") && (rows[at + 1] ?? "").includes("-")) {
      at = table(rows, at, out);
    } else if (ITEM.test(row)) at = list(rows, at, out);
    else at = paragraph(rows, at, out);
  }
  return out;
}

function fenced(rows, start, fence, out) {
  let at = start + 1;
  const closes = new RegExp(`^\\s{0,3}${fence[1][0]}{${fence[1].length},}\\s*$`);
  while (at < rows.length && !closes.test(rows[at])) at += 1;
  out.push(preformatted(rows.slice(start + 1, at).join("\n"), { lang: fence[2] }));
  return at + 1;
}

function paragraph(rows, start, out) {
  let at = start + 1;
  const ends = (row) => !row.trim() || FENCE.test(row) || HEADING.test(row) || RULE.test(row)
    || /^\s{0,3}>/.test(row) || ITEM.test(row);
  while (at < rows.length && !ends(rows[at])) at += 1;
  const para = h("p");
  rows.slice(start, at).forEach((row, index) => {
    if (index) para.append(h("br"));
    para.append(...spans(row.trim()));
  });
  out.push(para);
  return at;
}

function list(rows, start, out) {
  const first = ITEM.exec(rows[start]);
  const indent = first[1].length;
  const ordered = /\d/.test(first[2]);
  const node = h(ordered ? "ol" : "ul", ordered ? { start: parseInt(first[2], 10) } : {});
  let at = start;
  while (at < rows.length) {
    const item = ITEM.exec(rows[at]);
    if (!item || item[1].length !== indent || /\d/.test(item[2]) !== ordered) break;
    const body = [item[3]];
    const inner = indent + item[2].length + 1;
    at += 1;
    while (at < rows.length) {
      const next = ITEM.exec(rows[at]);
      const deep = /^\s*/.exec(rows[at])[0].length;
      const blank = !rows[at].trim();
      if (next && next[1].length <= indent) break;
      if (blank && !/^\s+\S/.test(rows[at + 1] ?? "")) break;
      if (!blank && !next && deep <= indent) break;
      body.push(rows[at].slice(Math.min(deep, inner)));
      at += 1;
    }
    const task = /^\[([ xX])\]\s+(.*)$/.exec(body[0]);
    if (task) body[0] = `${task[1] === " " ? "☐" : "☑"} ${task[2]}`;
    const parts = blocks(body);
    node.append(h("li", {}, parts[0]?.tagName === "P" ? [...parts[0].childNodes, ...parts.slice(1)] : parts));
    while (at < rows.length - 1 && !rows[at].trim() && ITEM.exec(rows[at + 1])?.[1].length === indent) at += 1;
  }
  out.push(node);
  return at;
}

function cells(row) {
  return row.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/\\\|/g, "|"));
}

function table(rows, start, out) {
  const align = cells(rows[start + 1]).map((cell) =>
    (cell.endsWith(":") ? (cell.startsWith(":") ? "center" : "right") : "left"));
  const cell = (tag) => (text, index) => h(tag, { class: `align-${align[index] ?? "left"}` }, spans(text));
  const body = h("tbody");
  let at = start + 2;
  while (at < rows.length && rows[at].includes("|") && rows[at].trim()) {
    body.append(h("tr", {}, cells(rows[at]).map(cell("td"))));
    at += 1;
  }
  out.push(h("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", {}, h("thead", {}, h("tr", {}, cells(rows[start]).map(cell("th")))), body)));
  return at;
}

// One rule per construct, tried at each position in this order; `nest` marks text that may hold more.
const SPANS = [
  { re: /^\\([\\`*_{}[\]()#+\-.!~|<>])/, make: (m) => document.createTextNode(m[1]) },
  { re: /^(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/, make: (m) => h("code", {}, m[2].replace(/^ (.*) $/, "$1")) },
  { re: /^!?\[((?:[^[\]]|\[[^\]]*\])*)\]\(\s*<?([^\s()<>]*(?:\([^\s()]*\)[^\s()]*)*)>?(?:\s+"[^"]*")?\s*\)/,
    make: (m) => link(m[2], spans(m[1] || m[2])) },
  { re: /^<(https?:\/\/[^<>\s]+|mailto:[^<>\s]+)>/, make: (m) => link(m[1], m[1]) },
  { re: /^<([@#!][^<>\n]+|https?:[^<>\n]+)>/, make: (m) => angle(m[1]) },
  { re: /^\*\*\*(?=\S)([\s\S]*?\S)\*\*\*/, make: (m) => h("strong", {}, h("em", {}, spans(m[1]))) },
  { re: /^\*\*(?=\S)([\s\S]*?\S)\*\*/, make: (m) => h("strong", {}, spans(m[1])) },
  { re: /^__(?=\S)([\s\S]*?\S)__(?![\p{L}\p{N}])/u, edge: true, make: (m) => h("strong", {}, spans(m[1])) },
  { re: /^~~(?=\S)([\s\S]*?\S)~~/, make: (m) => h("s", {}, spans(m[1])) },
  { re: /^\*(?=[^\s*])([^*]*[^\s*])\*(?!\*)/, make: (m) => h("em", {}, spans(m[1])) },
  { re: /^_(?=[^\s_])([^_]*[^\s_])_(?![\p{L}\p{N}_])/u, edge: true, make: (m) => h("em", {}, spans(m[1])) },
  { re: /^https?:\/\/[^\s<>()[\]，。；：！？、）】」』]+/u, edge: true, make: (m) => link(m[0], m[0]) },
];

export function spans(text) {
  const out = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const hit = "\\`![<*_~h:".includes(text[at]) ? match(text, at) : null;
    if (hit) {
      if (plain) out.push(document.createTextNode(plain));
      plain = "";
      out.push(hit.node);
      at = hit.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  if (plain) out.push(document.createTextNode(plain));
  return out;
}

function match(text, at) {
  const rest = text.slice(at);
  const inWord = /[\p{L}\p{N}]/u.test(text[at - 1] ?? " ");
  for (const { re, make, edge } of SPANS) {
    if (edge && inWord) continue;
    const found = re.exec(rest);
    if (found) {
      const trimmed = re.source.startsWith("^https?") ? found[0].replace(/[.,;:!?'"]+$/, "") : found[0];
      const exact = trimmed === found[0] ? found : [trimmed];
      return { node: make(exact), end: at + trimmed.length };
    }
  }
  const short = /^:([a-z0-9_+'-]+):/.exec(rest);
  const sign = short && emoji(short[1]);
  return sign ? { node: h("span", { class: "emoji", title: short[0] }, sign), end: at + short[0].length } : null;
}
