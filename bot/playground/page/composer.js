// The message box: Enter sends, Shift+Enter breaks the line, @ and / complete, files come by button, drop or paste.

import { api } from "./api.js";
import { fill, h, icon, iconButton, toast, uid } from "./dom.js";
import { fileSize } from "./format.js";
import { avatar } from "./avatar.js";
import { toOutgoing } from "./mrkdwn.js";
import { emit, store, takeMessage } from "./store.js";

const drafts = new Map();

export class Composer {
  constructor(host, { thread = false } = {}) {
    this.thread = thread;
    this.files = [];
    this.target = null;
    const list = uid("complete");
    const prefix = thread ? "thread-" : "";
    this.area = h("textarea", { rows: "1", class: "composer-area", dataset: { testid: thread ? "thread-composer" : "composer" },
      "aria-autocomplete": "list", "aria-controls": list, "aria-expanded": "false", role: "combobox", autocomplete: "off" });
    this.picker = h("input", { type: "file", multiple: true, class: "file-native", tabindex: "-1", "aria-hidden": "true",
      dataset: { testid: `${prefix}attach-input` } });
    this.chips = h("div", { class: "composer-files" });
    this.menu = h("div", { id: list, class: "complete", role: "listbox", "aria-label": "Suggestions", hidden: true,
      dataset: { testid: "completion" } });
    this.sendButton = h("button", { type: "button", class: "send-btn", "aria-label": "Send", title: "Send",
      dataset: { testid: `${prefix}send` }, on: { click: () => this.send() } }, icon("send"));
    this.problem = h("p", { class: "composer-problem", role: "alert", hidden: true });
    this.box = h("div", { class: "composer" }, this.menu, this.chips, this.area,
      h("div", { class: "composer-row" },
        iconButton("clip", "Attach files", () => this.picker.click()),
        iconButton("at", `Mention ${store.bot.name}`, () => this.#insertMention()),
        h("span", { class: "composer-hint" }, "Enter sends · Shift + Enter for a new line"), this.sendButton), this.picker);
    fill(host, this.problem, this.box);
    this.#listen();
  }

  /** Point the box at a channel or thread; the draft of each is kept. */
  aim(channel, threadTs, placeholder) {
    const id = `${store.me.id}:${channel}:${threadTs ?? ""}`;
    if (this.target?.id === id) return;
    if (this.target) drafts.set(this.target.id, { text: this.area.value, files: this.files });
    this.target = { id, channel, threadTs };
    const draft = drafts.get(id) ?? { text: "", files: [] };
    this.area.value = draft.text;
    this.files = draft.files;
    this.area.placeholder = placeholder;
    this.area.setAttribute("aria-label", placeholder);
    this.problem.hidden = true;
    this.#closeMenu();
    this.#drawFiles();
    this.#grow();
  }

  focus() {
    this.area.focus();
  }

  #listen() {
    this.area.addEventListener("input", () => {
      this.problem.hidden = true;
      this.#grow();
      this.#complete();
    });
    this.area.addEventListener("keydown", (event) => this.#keys(event));
    this.area.addEventListener("blur", () => setTimeout(() => this.#closeMenu(), 150));
    this.area.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      void this.attach(files);
    });
    this.picker.addEventListener("change", async () => {
      await this.attach([...this.picker.files]);
      this.picker.value = "";
    });
    this.box.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.box.classList.add("is-over");
    });
    this.box.addEventListener("dragleave", () => this.box.classList.remove("is-over"));
    this.box.addEventListener("drop", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.box.classList.remove("is-over");
      void this.attach([...event.dataTransfer.files]);
    });
  }

  #grow() {
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight, Math.round(innerHeight * 0.4))}px`;
    this.sendButton.disabled = !this.area.value.trim() && !this.files.length;
  }

  #keys(event) {
    const open = !this.menu.hidden;
    if (event.isComposing || event.keyCode === 229) return; // an input method is choosing characters
    if (open && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      this.#mark(this.at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (open && ["Enter", "Tab"].includes(event.key)) {
      event.preventDefault();
      this.options[this.at].pick();
    } else if (open && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.#closeMenu();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void this.send();
    } else if (event.key === "ArrowUp" && !this.area.value) {
      event.preventDefault();
      emit("edit-last", { thread: this.thread });
    }
  }

  // Completion ------------------------------------------------------------------

  #complete() {
    const before = this.area.value.slice(0, this.area.selectionStart);
    const slash = !this.thread && /^\/([\w-]*)$/.exec(before);
    const at = /(?:^|[\s(（，。])@([\p{L}\p{N}._' -]{0,24})$/u.exec(before);
    if (slash) {
      this.#open(store.commands.filter((one) => one.command.startsWith(before)).map((one) => ({
        title: one.command, caption: one.description, extra: one.usage_hint,
        pick: () => this.#replace(before.length, `${one.command} `),
      })));
    } else if (at) {
      const wanted = at[1].toLowerCase();
      const people = [...store.users.values()].sort((a, b) => Number(b.is_bot) - Number(a.is_bot))
        .filter((user) => [user.real_name, user.name].some((name) => (name ?? "").toLowerCase().startsWith(wanted)));
      // A name that is already complete needs no help: Enter shall send.
      const complete = people.length === 1 && [people[0].real_name, people[0].name].some((name) => name?.toLowerCase() === wanted);
      this.#open((complete ? [] : people.slice(0, 7)).map((user) => ({
        title: user.real_name, caption: user.title || (user.is_bot ? "App" : ""), lead: avatar(user, 22),
        pick: () => this.#replace(at[1].length + 1, `@${user.real_name} `),
      })));
    } else this.#closeMenu();
  }

  #open(options) {
    this.options = options;
    if (!options.length) {
      this.#closeMenu();
      return;
    }
    fill(this.menu, options.map((one) => h("div", { class: "complete-item", role: "option", id: uid("option"),
      dataset: { testid: "completion-item" }, on: { mousedown: (event) => {
        event.preventDefault();
        one.pick();
      } } }, one.lead, h("span", { class: "complete-title" }, one.title, one.extra && h("span", { class: "complete-extra" }, ` ${one.extra}`)),
    h("span", { class: "complete-caption" }, one.caption))));
    this.menu.hidden = false;
    this.area.setAttribute("aria-expanded", "true");
    this.#mark(0);
  }

  #mark(wanted) {
    const items = [...this.menu.children];
    this.at = (wanted + items.length) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === this.at)));
    items[this.at].scrollIntoView({ block: "nearest" });
    this.area.setAttribute("aria-activedescendant", items[this.at].id);
  }

  #closeMenu() {
    this.menu.hidden = true;
    this.area.setAttribute("aria-expanded", "false");
    this.area.removeAttribute("aria-activedescendant");
  }

  #replace(length, words) {
    const end = this.area.selectionStart;
    this.area.setRangeText(words, end - length, end, "end");
    this.#closeMenu();
    this.#grow();
    this.area.focus();
  }

  #insertMention() {
    const lead = /(^|\s)$/.test(this.area.value.slice(0, this.area.selectionStart)) ? "" : " ";
    this.area.setRangeText(`${lead}@${store.bot.name} `, this.area.selectionStart, this.area.selectionEnd, "end");
    this.#grow();
    this.area.focus();
  }

  // Files and sending -------------------------------------------------------------

  async attach(files) {
    for (const file of files) {
      const entry = { name: file.name, size: file.size, ready: null };
      this.files.push(entry);
      this.#drawFiles();
      try {
        entry.ready = (await api.upload(store.me.id, file)).file;
      } catch (error) {
        this.files = this.files.filter((one) => one !== entry);
        toast(`${file.name} was not attached. ${error.message}`, "error");
      }
      this.#drawFiles();
    }
  }

  #drawFiles() {
    fill(this.chips, this.files.map((file) => h("span", { class: "file-chip", dataset: { testid: "file-chip", ready: String(Boolean(file.ready)) } },
      icon("file", 15), h("span", { class: "file-name" }, file.name),
      h("span", { class: "file-size" }, file.ready ? fileSize(file.size) : "uploading…"),
      iconButton("close", `Remove ${file.name}`, () => {
        this.files = this.files.filter((one) => one !== file);
        this.#drawFiles();
      }))));
    this.#grow();
  }

  async send() {
    const typed = this.area.value.trim();
    if ((!typed && !this.files.length) || this.sending) return;
    if (this.files.some((file) => !file.ready)) {
      this.#say("A file is still uploading. Send again in a moment.");
      return;
    }
    const { channel, threadTs } = this.target;
    const command = !this.thread && /^(\/[\w-]+)(?:\s+([\s\S]*))?$/.exec(this.area.value.trimEnd());
    const known = command && store.commands.some((one) => one.command === command[1]);
    if (command && !known) {
      this.#say(`${command[1]} is not a command here. To send it as text, put a space in front of it.`);
      return;
    }
    this.sending = true;
    const files = this.files;
    const kept = this.area.value;
    this.area.value = "";
    this.files = [];
    this.#drawFiles();
    this.problem.hidden = true;
    try {
      if (known) await api.command({ as: store.me.id, channel, command: command[1], text: command[2] ?? "" });
      else {
        const body = { as: store.me.id, channel, text: toOutgoing(typed), files: files.map((file) => file.ready.id) };
        if (threadTs) body.thread_ts = threadTs;
        const { message } = await api.post(body);
        takeMessage(message);
        emit("posted", message);
      }
    } catch (error) {
      if (!this.area.value) this.area.value = kept;
      this.files = files;
      this.#drawFiles();
      this.#say(`${error.message} Your text is still here.`);
    } finally {
      this.sending = false;
    }
  }

  #say(text) {
    this.problem.textContent = text;
    this.problem.hidden = false;
  }
}

