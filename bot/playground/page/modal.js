// Modals: a stack of up to three views in one dialog, their inputs, errors and buttons.

import { viewContext } from "./actions.js";
import { api } from "./api.js";
import { drawBlocks } from "./blockkit.js";
import { label } from "./elements.js";
import { fill, h, iconButton, uid } from "./dom.js";
import { emit, on, store } from "./store.js";
import { Values, isEmpty } from "./values.js";

const DEPTH = 3;
const stack = []; // {view, values, errors, problem, busy}

let dialog = null;

export function installModals() {
  on("view_open", ({ view }) => {
    if (update(view)) return;
    stack.length = 0; // views.open replaces what is open; only views.push stacks
    open(view);
  });
  on("view_push", ({ view }) => (update(view) ? undefined : open(view)));
  on("view_update", ({ view }) => update(view));
  on("view_close", ({ view_id: id }) => forget(id));
  on("state", () => restore(store.views));
}

function open(view) {
  if (stack.length >= DEPTH) stack.pop();
  stack.push({ view, values: new Values(), errors: {}, problem: "", busy: false });
  draw({ fresh: true });
}

/** Replace a view that is open; what was typed stays where block and action ids stay. */
function update(view, previous) {
  const entry = stack.find((one) => one.view.id === view.id || one.view.id === previous
    || (view.external_id && one.view.external_id === view.external_id));
  if (!entry) return false;
  Object.assign(entry, { view, errors: {}, problem: "" });
  draw();
  return true;
}

function forget(id) {
  const at = stack.findIndex((one) => one.view.id === id);
  if (at < 0) return;
  stack.splice(at, 1);
  draw({ fresh: true });
}

/** What the server says is open: after a reload, a reconnection or a change of person. */
function restore(views) {
  const kept = views.map((view) => ({ values: new Values(), errors: {}, problem: "", busy: false,
    ...stack.find((one) => one.view.id === view.id), view }));
  if (!kept.length && !stack.length) return;
  stack.splice(0, stack.length, ...kept);
  draw({ fresh: true });
}

function forgetAll() {
  if (!stack.length) return;
  stack.length = 0;
  draw();
}

async function closeTop() {
  const entry = stack.pop();
  if (!entry) return;
  draw({ fresh: true });
  await api.close({ as: store.me.id, view_id: entry.view.id }).catch(() => null);
}

async function closeAll() {
  const closing = stack.splice(0).reverse();
  draw();
  for (const entry of closing) await api.close({ as: store.me.id, view_id: entry.view.id }).catch(() => null);
}

// Drawing ---------------------------------------------------------------------

function draw({ fresh = false } = {}) {
  const entry = stack.at(-1);
  if (!entry) {
    dialog?.close();
    dialog?.remove();
    dialog = null;
    emit("modal", null);
    return;
  }
  if (!dialog) {
    dialog = h("dialog", { class: "dialog modal", dataset: { testid: "modal" } });
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      void closeTop();
    });
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    document.body.append(dialog);
    dialog.showModal();
  }
  const held = focusMark();
  const scroll = dialog.querySelector(".modal-body")?.scrollTop ?? 0;
  paint(entry);
  if (fresh) focusFirst();
  else {
    dialog.querySelector(".modal-body").scrollTop = scroll;
    refocus(held);
  }
  emit("modal", entry.view);
}

function paint(entry) {
  const { view } = entry;
  const title = uid("modal-title");
  dialog.setAttribute("aria-labelledby", title);
  dialog.dataset.viewId = view.id;
  dialog.dataset.callbackId = view.callback_id ?? "";
  const ctx = viewContext(view, entry.values, { errors: entry.errors });
  const needsTouch = view.submit_disabled && !entry.values.touched;
  const submit = view.submit && h("button", { type: "submit", class: "btn btn-primary", dataset: { testid: "modal-submit" },
    disabled: needsTouch || entry.busy, "aria-busy": entry.busy ? "true" : null }, label(view.submit));
  ctx.onChange = (blockId) => {
    if (submit && !entry.busy) submit.disabled = false;
    if (!entry.errors[blockId]) return;
    delete entry.errors[blockId];
    const field = dialog.querySelector(`.field[data-block-id="${CSS.escape(blockId)}"]`);
    field?.classList.remove("has-error");
    field?.querySelector(".field-error")?.remove();
    field?.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
  };
  const form = h("form", { class: "modal-form", novalidate: true, on: { submit: (event) => {
    event.preventDefault();
    void send(entry);
  } } },
  h("header", { class: "modal-head" },
    stack.length > 1 && iconButton("back", "Back", () => closeTop(), { "data-testid": "modal-back" }),
    h("h2", { id: title, class: "dialog-title" }, label(view.title)),
    iconButton("close", "Close", () => closeAll(), { "data-testid": "modal-x" })),
  h("div", { class: "modal-body", dataset: { testid: "modal-body" } },
    entry.problem && h("p", { class: "modal-problem", role: "alert", dataset: { testid: "modal-problem" } }, entry.problem),
    drawBlocks(view.blocks, ctx)),
  h("footer", { class: "dialog-foot" },
    h("button", { type: "button", class: "btn", dataset: { testid: "modal-close" }, on: { click: () => closeTop() } },
      label(view.close) || (stack.length > 1 ? "Back" : "Close")), submit));
  fill(dialog, form);
}

function focusMark() {
  const active = document.activeElement;
  if (!dialog?.contains(active)) return null;
  return { testid: active.dataset.testid, block: active.dataset.blockId, start: active.selectionStart, end: active.selectionEnd };
}

function refocus(held) {
  if (!held) return;
  const same = [...dialog.querySelectorAll("[data-testid]")]
    .find((node) => node.dataset.testid === held.testid && node.dataset.blockId === held.block);
  same?.focus({ preventScroll: true });
  if (held.start !== null && held.start !== undefined) same?.setSelectionRange?.(held.start, held.end);
}

function focusFirst() {
  (dialog.querySelector("[autofocus]") ?? dialog.querySelector(".modal-body :is(input:not([type=hidden]),textarea,select,button)")
    ?? dialog.querySelector("[type=submit]"))?.focus({ preventScroll: true });
}

// Submitting --------------------------------------------------------------------

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** What the client refuses before the bot is asked; block id -> sentence. */
export function problems(blocks, values) {
  const found = {};
  for (const block of blocks) {
    if (block.type !== "input") continue;
    const { element } = block;
    const held = values.get(block.block_id, element.action_id);
    if (isEmpty(held)) {
      if (!block.optional) found[block.block_id] = "This is needed. Fill it in to go on.";
      continue;
    }
    const text = held.value;
    if (element.min_length && text.length < element.min_length) found[block.block_id] = `Write at least ${element.min_length} characters.`;
    if (element.type === "email_text_input" && !EMAIL.test(text)) found[block.block_id] = "This is not a full e-mail address, such as name@example.com.";
    if (element.type === "url_text_input" && !URL.canParse(text)) found[block.block_id] = "This is not a full address, such as https://example.com.";
    if (element.type === "number_input") {
      const wrong = numberProblem(element, text);
      if (wrong) found[block.block_id] = wrong;
    }
  }
  return found;
}

function numberProblem(element, text) {
  const number = Number(text);
  if (Number.isNaN(number)) return "This is not a number.";
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return "Only whole numbers here.";
  if (element.min_value !== undefined && number < Number(element.min_value)) return `At least ${element.min_value}.`;
  if (element.max_value !== undefined && number > Number(element.max_value)) return `At most ${element.max_value}.`;
  return null;
}

async function send(entry) {
  if (entry.busy) return;
  entry.problem = "";
  entry.errors = problems(entry.view.blocks ?? [], entry.values);
  if (Object.keys(entry.errors).length) {
    draw();
    dialog.querySelector(".has-error :is(input,textarea,select,button)")?.focus();
    return;
  }
  entry.busy = true;
  draw();
  try {
    const answer = await api.submit({ as: store.me.id, view_id: entry.view.id, values: entry.values.snapshot(entry.view.blocks ?? []) });
    entry.busy = false;
    settle(entry, answer);
  } catch (error) {
    entry.busy = false;
    entry.problem = `${error.message} What you entered is kept; you can submit again.`;
    if (stack.includes(entry)) draw();
  }
}

function settle(entry, answer) {
  switch (answer.response_action) {
    case "errors":
      entry.errors = answer.errors ?? {};
      if (stack.includes(entry)) draw();
      dialog?.querySelector(".has-error :is(input,textarea,select,button)")?.focus();
      break;
    case "update":
      if (answer.view && !update(answer.view, entry.view.id)) open(answer.view);
      break;
    case "push":
      if (answer.view && !update(answer.view)) open(answer.view);
      break;
    case "clear":
      forgetAll();
      break;
    default:
      forget(entry.view.id);
      emit("submitted", entry.view);
  }
}
