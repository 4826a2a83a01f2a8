// Block Kit: one function per block, each answering a DOM node (or null for what is not drawn).

import { add, h, icon, link, uid } from "./dom.js";
import { folded, isLong } from "./code.js";
import { drawElement, label, picture } from "./elements.js";
import { markdown } from "./markdown.js";
import { mrkdwn } from "./mrkdwn.js";
import { richText } from "./richtext.js";

const BLOCKS = {
  section, header, divider, context, actions, image, input, markdown: markdownBlock, table, alert, card, plan,
  rich_text: (block) => richText(block),
  context_actions: actions,
  task_card: task,
  carousel: (block, ctx) => h("div", { class: "bk-carousel" }, drawBlocks(block.elements, ctx)),
  container: (block, ctx) => h("div", { class: "bk-card" }, block.title && h("div", { class: "bk-card-title" }, textObject(block.title)),
    drawBlocks(block.blocks ?? block.elements ?? block.child_blocks, ctx)),
  video: () => null,
  file: () => null,
  call: () => null,
};

/** Draw a list of blocks. A block that this page does not know says so in one line. */
export function drawBlocks(blocks, ctx) {
  return (blocks ?? []).map((given, index) => {
    // Slack gives every block an id; a view that lacks one still needs a place for its values.
    const block = given.block_id ? given : Object.assign(given, { block_id: `block-${index}` });
    const draw = BLOCKS[block.type];
    const inner = draw ? draw(block, ctx) : unknown(block);
    if (inner === null) return null;
    return h("div", { class: `bk bk-${block.type}`, dataset: { testid: `block-${block.type}`, blockId: block.block_id } }, inner);
  }).filter(Boolean);
}

function unknown(block) {
  const text = block.text?.text ?? block.title?.text ?? block.title;
  return h("p", { class: "bk-unknown" }, text ? String(text) : `This page does not draw “${block.type}” blocks.`);
}

export function textObject(object) {
  if (!object) return null;
  if (typeof object === "string") return object;
  return object.type === "mrkdwn" ? h("div", { class: "mrkdwn" }, mrkdwn(object.text)) : label(object);
}

function section(block, ctx) {
  const body = h("div", { class: "bk-section-body" });
  if (block.text) {
    const text = h("div", { class: "bk-text" }, textObject(block.text));
    body.append(isLong(block.text.text ?? "") && !block.expand ? folded(text, block.text.text) : text);
  }
  if (block.fields?.length) {
    body.append(h("div", { class: "bk-fields" }, block.fields.map((one) => h("div", { class: "bk-field" }, textObject(one)))));
  }
  if (!block.accessory) return body;
  return h("div", { class: "bk-section-row" }, body,
    h("div", { class: `bk-accessory bk-accessory-${block.accessory.type}` }, drawElement(block.accessory, block, ctx)));
}

function header(block) {
  return h("h3", { class: `bk-h bk-h-${block.level ?? 1}` }, label(block.text));
}

function divider() {
  return h("hr");
}

function context(block) {
  return h("div", { class: "bk-context-row" }, (block.elements ?? []).map((element) =>
    (element.type === "image" ? picture(element, "bk-context-img") : h("span", { class: "bk-context-text" }, textObject(element)))));
}

function actions(block, ctx) {
  return h("div", { class: "bk-actions-row" }, (block.elements ?? []).map((element) => drawElement(element, block, ctx)));
}

function image(block) {
  return h("figure", { class: "bk-figure" }, block.title && h("figcaption", {}, label(block.title)),
    picture(block, "bk-picture"));
}

function markdownBlock(block) {
  const body = h("div", { class: "md" }, markdown(block.text));
  return isLong(block.text ?? "") && !block.text.includes("```") && block.text.length > 3600
    ? folded(body, block.text) : body;
}

// Input blocks --------------------------------------------------------------

const GROUPED = new Set(["radio_buttons", "checkboxes"]);

function input(block, ctx) {
  const id = uid("field");
  const { element } = block;
  const problem = ctx.errors[block.block_id];
  const hint = block.hint && `${id}-hint`;
  const error = problem && `${id}-error`;
  const attributes = {
    id, "aria-describedby": [hint, error].filter(Boolean).join(" ") || null, "aria-invalid": problem ? "true" : null,
  };
  if (GROUPED.has(element.type)) attributes["aria-labelledby"] = `${id}-label`;
  else attributes["aria-required"] = block.optional ? null : "true";
  const words = [label(block.label), block.optional && h("span", { class: "optional" }, " (optional)")];
  return h("div", { class: `field${problem ? " has-error" : ""}`, dataset: { testid: "field", blockId: block.block_id } },
    GROUPED.has(element.type) || element.type === "file_input"
      ? h("div", { class: "field-label", id: `${id}-label` }, words)
      : h("label", { class: "field-label", for: id, id: `${id}-label` }, words),
    drawElement(element, block, ctx, { attributes }),
    problem && h("p", { class: "field-error", id: error, dataset: { testid: "field-error" } }, icon("alert", 15), problem),
    block.hint && h("p", { class: "field-hint", id: hint }, textObject(block.hint)));
}

// Tables ----------------------------------------------------------------------

function cell(one) {
  if (!one) return null;
  if (one.type === "rich_text") return richText(one);
  return one.text ?? (one.value === undefined ? null : String(one.value));
}

function table(block) {
  const settings = block.column_settings ?? [];
  const side = (index) => `align-${settings[index]?.align ?? "left"}${settings[index]?.is_wrapped ? "" : " nowrap"}`;
  const [head, ...rest] = block.rows ?? [];
  const row = (cells, tag) => h("tr", {}, (cells ?? []).map((one, index) => h(tag, { class: side(index), scope: tag === "th" ? "col" : null }, cell(one))));
  return h("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", {}, h("thead", {}, row(head, "th")), h("tbody", {}, rest.map((cells) => row(cells, "td")))));
}

// Cards, alerts, plans: newer blocks, drawn plainly ---------------------------

const ALERT_WORD = { info: "Note", warning: "Warning", error: "Error", success: "Done" };

function alert(block) {
  const level = block.level ?? "default";
  return h("div", { class: `bk-alert-box is-${level}`, role: "note", "aria-label": ALERT_WORD[level] ?? "Note" },
    icon(level === "success" ? "check" : "alert", 17), h("div", {}, textObject(block.text)));
}

function card(block, ctx) {
  return h("div", { class: "bk-card" },
    block.hero_image && picture(block.hero_image, "bk-hero"),
    h("div", { class: "bk-card-head" }, block.icon && picture(block.icon, "bk-card-icon"),
      h("div", {}, block.title && h("div", { class: "bk-card-title" }, textObject(block.title)),
        block.subtitle && h("div", { class: "bk-card-sub" }, textObject(block.subtitle)))),
    block.body && h("div", {}, textObject(block.body)),
    block.subtext && h("div", { class: "bk-card-sub" }, textObject(block.subtext)),
    block.actions?.length && h("div", { class: "bk-actions-row" }, block.actions.map((one) => drawElement(one, block, ctx))));
}

const TASK_WORD = { pending: "To do", in_progress: "Working", complete: "Done", error: "Failed" };

function task(block) {
  const status = block.status ?? "pending";
  return h("div", { class: `bk-task is-${status}` },
    h("span", { class: "task-dot", role: "img", "aria-label": TASK_WORD[status] ?? status }, status === "complete" ? icon("check", 13) : null),
    h("div", { class: "task-body" }, h("div", { class: "task-title" }, textObject(block.title)),
      block.details && h("div", { class: "task-details" }, block.details.type === "rich_text" ? richText(block.details) : textObject(block.details)),
      block.output && h("div", { class: "task-details" }, block.output.type === "rich_text" ? richText(block.output) : textObject(block.output)),
      block.sources?.length && h("div", { class: "task-sources" }, block.sources.map((one) => link(one.url, one.text ?? one.url)))));
}

function plan(block) {
  const node = h("div", { class: "bk-plan-box" }, h("div", { class: "plan-title" }, textObject(block.title)));
  return add(node, (block.tasks ?? []).map(task));
}
