// Inputs that people type into, pick dates with, choose several from, or drop files on.

import { api } from "./api.js";
import { h, icon, iconButton } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { epochToWall, fileSize, wallToEpoch } from "./format.js";
import { openMenu } from "./menu.js";
import { plain } from "./richtext.js";
import { store } from "./store.js";

const HTML_TYPE = { email_text_input: "email", url_text_input: "url" };

export function textInput(slot) {
  const { element, block, field, held } = slot;
  const rich = element.type === "rich_text_input";
  const long = element.multiline || rich;
  const shown = rich ? plain(held?.elements ?? []) : held ?? "";
  const node = h(long ? "textarea" : "input", {
    class: "input", ...field.attributes, dataset: slot.tags, placeholder: withEmoji(element.placeholder?.text ?? ""),
    type: long ? null : HTML_TYPE[element.type] ?? "text", rows: long ? 5 : null,
    inputmode: element.type === "number_input" ? (element.is_decimal_allowed ? "decimal" : "numeric") : null,
    maxlength: element.type === "plain_text_input" ? element.max_length ?? 3000 : null, autocomplete: "off",
    autofocus: element.focus_on_load, "aria-label": field.attributes ? null : withEmoji(element.placeholder?.text ?? "Text"),
  });
  node.value = shown;
  const value = () => (rich ? asRichText(node.value) : node.value === "" ? null : node.value);
  const on = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let timer = 0;
  node.addEventListener("input", () => {
    void slot.change(value(), node, false);
    if (!block.dispatch_action || !on.includes("on_character_entered")) return;
    clearTimeout(timer);
    timer = setTimeout(() => slot.change(value(), node), 300);
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || long || !block.dispatch_action) return;
    event.preventDefault();
    if (on.includes("on_enter_pressed")) void slot.change(value(), node);
  });
  return node;
}

function asRichText(text) {
  return text === "" ? null : { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

const PICKER = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };

export function pickers(slot) {
  const { element, field, held } = slot;
  const moment = element.type === "datetimepicker";
  const tz = element.timezone ?? store.me.tz;
  const node = h("input", { type: PICKER[element.type], class: "input input-date", ...field.attributes, dataset: slot.tags,
    "aria-label": field.attributes ? null : withEmoji(element.placeholder?.text ?? "Date") });
  node.value = held === null || held === undefined ? "" : moment ? epochToWall(held, tz) : held;
  node.addEventListener("change", () => {
    const value = node.value === "" ? null : moment ? wallToEpoch(node.value, tz) : node.value;
    void slot.change(value, node, value !== null);
  });
  return moment || element.type === "timepicker"
    ? h("span", { class: "with-zone" }, node, h("span", { class: "zone" }, tz.replace(/_/g, " "))) : node;
}

export function multiSelect(slot, groups) {
  const { element, field } = slot;
  const byOption = /static|external/.test(element.type);
  const flat = groups.flatMap((group) => group.options);
  const chosen = new Set((slot.held ?? []).map((one) => (byOption ? one.value : one)));
  const max = element.max_selected_items ?? Infinity;
  const chips = h("span", { class: "chips" });
  const node = h("button", { type: "button", class: "select multi", ...field.attributes, dataset: slot.tags,
    "aria-haspopup": "listbox", "aria-expanded": "false" }, chips);
  const draw = () => {
    const picked = flat.filter((option) => chosen.has(option.value));
    chips.replaceChildren(...(picked.length ? picked.map((option) => h("span", { class: "chip" }, option.label))
      : [h("span", { class: "placeholder" }, withEmoji(element.placeholder?.text ?? "Choose…"))]));
  };
  const values = () => flat.filter((option) => chosen.has(option.value)).map((option) => (byOption ? option.option : option.value));
  node.addEventListener("click", () => {
    const before = [...chosen].join("\n");
    openMenu(node, groups.flatMap((group) => [
      ...(group.label ? [{ heading: group.label }] : []),
      ...group.options.map((option) => ({
        label: option.label, caption: option.caption, checked: chosen.has(option.value), value: option.value,
        testid: "multi-option",
        onPick: () => {
          if (!chosen.delete(option.value) && chosen.size < max) chosen.add(option.value);
          draw();
          void slot.change(values(), node, false);
          return chosen.has(option.value);
        },
      })),
    ]), { label: withEmoji(element.placeholder?.text ?? "Options"), align: "start", multi: true, testid: "multi-menu",
      // Slack reports a multi-select once, when its menu closes.
      onClose: () => [...chosen].join("\n") !== before && slot.change(values(), node) });
  });
  draw();
  return h("span", { class: "select-box" }, node, icon("chevron", 16));
}

export function fileInput(slot) {
  const { element, field } = slot;
  const max = element.max_files ?? 10;
  let files = [...(slot.held ?? [])];
  const list = h("ul", { class: "file-list" });
  const note = h("p", { class: "file-note", role: "status" });
  const accept = (element.filetypes ?? []).map((type) => `.${type}`).join(",");
  const input = h("input", { type: "file", class: "file-native", multiple: max > 1, accept: accept || null,
    dataset: { testid: "file-input" }, ...field.attributes, "aria-label": field.attributes ? null : "Add files" });
  const keep = () => {
    draw();
    void slot.change(files, input);
  };
  const draw = () => list.replaceChildren(...files.map((file) => h("li", { dataset: { testid: "file-chosen" } },
    icon("file", 16), h("span", { class: "file-name" }, file.name), h("span", { class: "file-size" }, fileSize(file.size)),
    iconButton("close", `Remove ${file.name}`, () => {
      files = files.filter((one) => one !== file);
      keep();
    }))));
  async function take(chosen) {
    for (const file of chosen) {
      if (files.length >= max) {
        note.textContent = `At most ${max} files; the rest were left out.`;
        break;
      }
      note.textContent = `Uploading ${file.name}…`;
      try {
        const answer = await api.upload(store.me.id, file);
        files = [...files, answer.file];
        note.textContent = "";
        keep();
      } catch (error) {
        note.textContent = error.message;
      }
    }
  }
  input.addEventListener("change", async () => {
    await take([...input.files]);
    input.value = "";
  });
  const drop = h("label", { class: "drop" }, input, h("span", {}, icon("clip", 16), "Add files, or drop them here"));
  drop.addEventListener("dragover", (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    event.stopPropagation();
    void take([...event.dataTransfer.files]);
  });
  draw();
  return h("div", { class: "file-box", dataset: slot.tags }, drop, note, list);
}
