// Menus that open from a button: overflow menus, message actions, the people switcher, multi-selects.

import { add, h, uid } from "./dom.js";

/** Put a popover beside its anchor, inside the window. */
export function place(node, anchor, { align = "start", above = false } = {}) {
  const box = anchor.getBoundingClientRect();
  const width = Math.min(node.offsetWidth, innerWidth - 16);
  const wanted = align === "end" ? box.right - width : box.left;
  node.style.left = `${Math.max(8, Math.min(wanted, innerWidth - width - 8))}px`;
  const below = innerHeight - box.bottom;
  const up = above || (below < node.offsetHeight + 12 && box.top > below);
  node.style.top = `${Math.max(8, up ? box.top - node.offsetHeight - 6 : box.bottom + 6)}px`;
}

/**
 * items: [{label, caption?, icon?, danger?, checked?, testid?, value?, onPick, heading?}].
 * Light dismissal and Escape come with the popover; focus goes back to the anchor.
 */
export function openMenu(anchor, items, { label, align = "end", multi = false, testid, onClose } = {}) {
  const menu = h("div", { class: "menu", popover: "auto", id: uid("menu"), "aria-label": label,
    role: multi ? "listbox" : "menu", "aria-multiselectable": multi ? "true" : null,
    dataset: { testid: testid ?? "menu" } });
  add(menu, items.map((item) => (item.heading ? h("div", { class: "menu-heading" }, item.heading) : entry(item))));
  const host = anchor.closest("dialog") ?? document.body;
  host.append(menu);

  function entry(item) {
    const choosable = item.checked !== undefined;
    const role = multi ? "option" : choosable ? "menuitemradio" : "menuitem";
    const node = h("button", { type: "button", class: `menu-item${item.danger ? " is-danger" : ""}`, role, tabindex: "-1",
      dataset: { testid: item.testid ?? "menu-item", value: item.value },
      "aria-checked": choosable && !multi ? String(item.checked) : null,
      "aria-selected": multi ? String(Boolean(item.checked)) : null },
    item.lead, h("span", { class: "menu-text" }, h("span", {}, item.label),
      item.caption && h("span", { class: "menu-caption" }, item.caption)),
    choosable && h("span", { class: "menu-check", "aria-hidden": "true" }, "✓"));
    node.addEventListener("click", () => {
      if (multi) {
        const now = item.onPick();
        node.setAttribute("aria-selected", String(now));
        return;
      }
      menu.hidePopover();
      item.onPick?.();
    });
    return node;
  }

  const all = () => [...menu.querySelectorAll(".menu-item")];
  menu.addEventListener("keydown", (event) => {
    const list = all();
    const at = list.indexOf(document.activeElement);
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1 };
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      menu.hidePopover();
    } else if (event.key === "Tab") {
      menu.hidePopover();
    } else if (event.key in moves) {
      event.preventDefault();
      list.at((moves[event.key] + list.length) % list.length)?.focus();
    } else if (event.key.length === 1 && /\S/.test(event.key) && !event.ctrlKey && !event.metaKey) {
      const letter = event.key.toLowerCase();
      [...list.slice(at + 1), ...list].find((one) => one.textContent.trim().toLowerCase().startsWith(letter))?.focus();
    }
  });
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    const inside = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    if (inside && anchor.isConnected) anchor.focus();
    onClose?.();
  });
  anchor.setAttribute("aria-expanded", "true");
  menu.showPopover();
  place(menu, anchor, { align });
  (all().find((node) => node.matches('[aria-checked="true"],[aria-selected="true"]')) ?? all()[0])?.focus();
  return menu;
}
