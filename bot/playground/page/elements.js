// Interactive elements: buttons, menus and the rest of what stands in sections, actions and inputs.

import { h, icon, imageSource, safeUrl } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { fileInput, multiSelect, pickers, textInput } from "./inputs.js";
import { openMenu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { dir, store } from "./store.js";
import { fieldOf, initialValue } from "./values.js";

export const label = (object) => withEmoji(object?.text ?? "");

/** Shared attributes: tests and the story guide find elements by them. */
export function tags(element, block) {
  return { testid: `action-${element.action_id ?? element.type}`, actionId: element.action_id, blockId: block.block_id };
}

/** Draw one element. `field` carries ids for label, hint and error when it stands in an input block. */
export function drawElement(element, block, ctx, field = {}) {
  switch (element.type) {
    case "button": case "workflow_button": return button(element, block, ctx);
    case "icon_button": return iconAction(element, block, ctx);
    case "feedback_buttons": return feedback(element, block, ctx);
    case "overflow": return overflow(element, block, ctx);
    case "image": return picture(element);
    case "mrkdwn": return h("span", { class: "mrkdwn" }, mrkdwn(element.text));
    case "plain_text": return h("span", {}, label(element));
    default: return stateful(element, block, ctx, field);
  }
}

export function picture(element, cls = "bk-thumb") {
  const file = element.slack_file;
  const source = imageSource(element.image_url ?? file?.url ?? (file?.id && `/playground/file/${file.id}/image`));
  return source ? h("img", { class: cls, src: source, alt: element.alt_text ?? "", loading: "lazy" })
    : h("span", { class: `${cls} bk-noimg`, role: "img", "aria-label": element.alt_text ?? "Picture" },
      element.alt_text || "Picture");
}

function button(element, block, ctx) {
  const style = { primary: " btn-primary", danger: " btn-danger" }[element.style] ?? "";
  const shared = { class: `btn bk-btn${style}`, dataset: tags(element, block), "aria-label": element.accessibility_label };
  const value = { value: element.value, text: element.text };
  const url = element.url && safeUrl(element.url);
  if (url) {
    return h("a", { ...shared, href: url.href, target: "_blank", rel: "noopener noreferrer",
      on: { click: () => element.action_id && ctx.act({ ...element, confirm: null }, block, value) } }, label(element.text));
  }
  const node = h("button", { type: "button", ...shared }, label(element.text));
  node.addEventListener("click", () => {
    if (!node.hasAttribute("aria-busy")) void ctx.act(element, block, value, node);
  });
  return node;
}

function iconAction(element, block, ctx) {
  if (element.visible_to_user_ids && !element.visible_to_user_ids.includes(dir.me?.id)) return null;
  const node = h("button", { type: "button", class: "btn bk-iconbtn", dataset: tags(element, block),
    "aria-label": element.accessibility_label ?? label(element.text) }, icon(element.icon === "trash" ? "trash" : "bolt", 15),
  label(element.text));
  node.addEventListener("click", () => ctx.act(element, block, { value: element.value }, node));
  return node;
}

function feedback(element, block, ctx) {
  const chosen = ctx.values.get(block.block_id, element.action_id)?.value;
  const one = (side, name) => {
    const part = element[`${side}_button`];
    if (!part) return null;
    const words = label(part.text);
    const spoken = part.accessibility_label ?? (/[\p{L}]/u.test(words) ? words : name);
    const node = h("button", { type: "button", class: "feedback-btn", "aria-label": spoken, title: spoken,
      "aria-pressed": String(chosen === part.value),
      dataset: { ...tags(element, block), testid: `feedback-${side}`, value: part.value } },
    icon(side === "positive" ? "up" : "down", 16), /[\p{L}]/u.test(words) ? words : null);
    node.addEventListener("click", async () => {
      if (!(await ctx.act(element, block, { value: part.value, text: part.text }, node))) return;
      ctx.values.set(block.block_id, element.action_id, { type: element.type, value: part.value });
      for (const other of node.parentElement?.children ?? []) {
        other.setAttribute("aria-pressed", String(other === node));
      }
    });
    return node;
  };
  return h("div", { class: "feedback", role: "group", "aria-label": "Was this helpful?" },
    one("positive", "Good answer"), one("negative", "Bad answer"));
}

function overflow(element, block, ctx) {
  const node = h("button", { type: "button", class: "btn bk-overflow", "aria-haspopup": "menu", "aria-expanded": "false",
    "aria-label": element.accessibility_label ?? "More actions", dataset: tags(element, block) }, icon("more", 16));
  node.addEventListener("click", () => openMenu(node, (element.options ?? []).map((option) => ({
    label: label(option.text), caption: option.description && label(option.description), testid: "overflow-option",
    value: option.value,
    onPick: () => {
      const url = option.url && safeUrl(option.url);
      if (url) window.open(url.href, "_blank", "noopener,noreferrer");
      void ctx.act(element, block, { selected_option: option }, node);
    },
  })), { label: "More actions" }));
  return node;
}

/** Elements with a value: register it, draw the control, report changes. */
function stateful(element, block, ctx, field) {
  const held = ctx.values.ensure(block.block_id, element.action_id, initialValue(element, ctx));
  const name = fieldOf(element.type);
  const dispatches = block.type !== "input" || block.dispatch_action;
  const slot = {
    element, block, ctx, field, held: held[name], tags: tags(element, block),
    /** Keep a value; `send` is false while the person is still typing. */
    change: async (value, node, send = true) => {
      const before = ctx.values.get(block.block_id, element.action_id);
      ctx.values.set(block.block_id, element.action_id, { type: element.type, [name]: value });
      ctx.onChange?.(block.block_id);
      if (!send || !dispatches) return true;
      const sent = await ctx.act(element, block, { [name]: value }, node);
      if (!sent && element.confirm) ctx.values.set(block.block_id, element.action_id, before);
      return sent;
    },
  };
  switch (element.type) {
    case "plain_text_input": case "email_text_input": case "url_text_input": case "number_input":
    case "rich_text_input": return textInput(slot);
    case "datepicker": case "timepicker": case "datetimepicker": return pickers(slot);
    case "radio_buttons": case "checkboxes": return choices(slot);
    case "file_input": return fileInput(slot);
    case "static_select": case "users_select": case "conversations_select": case "channels_select":
    case "external_select": return select(slot);
    case "multi_static_select": case "multi_users_select": case "multi_conversations_select":
    case "multi_channels_select": case "multi_external_select": return multiSelect(slot, optionsOf(element));
    default: return h("span", { class: "bk-unknown" }, `This page does not draw “${element.type}”.`);
  }
}

/** Groups of {label, value, option}; people and channels become options, too. */
export function optionsOf(element) {
  const plainOptions = (list) => (list ?? []).map((option) => ({ label: label(option.text), value: option.value, option,
    caption: option.description && label(option.description) }));
  if (element.type.includes("users")) {
    const people = [...store.users.values()].filter((user) => !user.is_bot);
    return [{ options: people.map((user) => ({ label: user.real_name, caption: user.title, value: user.id })) }];
  }
  if (element.type.includes("conversations") || element.type.includes("channels")) {
    const all = [...store.channels.values()].filter((one) => one.kind === "channel" || element.type.includes("conversations"));
    return [{ options: all.map((one) => ({ label: one.kind === "im" ? store.bot.name : `#${one.name}`, value: one.id })) }];
  }
  if (element.option_groups) {
    return element.option_groups.map((group) => ({ label: label(group.label), options: plainOptions(group.options) }));
  }
  return [{ options: plainOptions(element.options) }];
}

function select(slot) {
  const { element, field, held } = slot;
  const groups = optionsOf(element);
  const flat = groups.flatMap((group) => group.options);
  const byOption = element.type === "static_select" || element.type === "external_select";
  const chosen = byOption ? held?.value : held;
  const draw = (option) => h("option", { value: option.value, selected: option.value === chosen }, option.label);
  const node = h("select", { class: "select", dataset: slot.tags, ...field.attributes,
    "aria-label": field.attributes ? null : label(element.placeholder) || "Choose", autofocus: element.focus_on_load },
  h("option", { value: "" }, label(element.placeholder) || "Choose…"),
  groups.map((group) => (group.label ? h("optgroup", { label: group.label }, group.options.map(draw)) : group.options.map(draw))));
  node.value = chosen ?? "";
  node.classList.toggle("is-empty", !node.value);
  if (!flat.length) node.disabled = true;
  node.addEventListener("change", async () => {
    const before = chosen ?? "";
    node.classList.toggle("is-empty", !node.value);
    const picked = flat.find((option) => option.value === node.value);
    const kept = await slot.change(picked ? (byOption ? picked.option : picked.value) : null, node, Boolean(picked));
    if (!kept && element.confirm) node.value = before;
  });
  return h("span", { class: "select-box" }, node, icon("chevron", 16));
}

function choices(slot) {
  const { element, block, field, held } = slot;
  const many = element.type === "checkboxes";
  const name = `${block.block_id}-${element.action_id}-${slot.ctx.container.view_id ?? slot.ctx.container.ts}`;
  const chosen = new Set((many ? held : held ? [held] : []).map((option) => option.value));
  const text = (object) => (object?.type === "mrkdwn" ? mrkdwn(object.text) : label(object));
  const group = h("div", { class: "choices", role: many ? "group" : "radiogroup", dataset: slot.tags,
    ...field.attributes, "aria-label": field.attributes ? null : "Options" });
  for (const option of element.options ?? []) {
    const input = h("input", { type: many ? "checkbox" : "radio", name, value: option.value });
    input.checked = chosen.has(option.value);
    input.addEventListener("change", () => {
      if (many) input.checked ? chosen.add(option.value) : chosen.delete(option.value);
      const picked = many ? element.options.filter((one) => chosen.has(one.value)) : option;
      void slot.change(picked, group);
    });
    group.append(h("label", { class: "choice" }, input, h("span", {}, h("span", { class: "choice-label" }, text(option.text)),
      option.description && h("span", { class: "choice-caption" }, text(option.description)))));
  }
  return group;
}

