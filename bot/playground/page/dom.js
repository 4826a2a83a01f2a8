// Building blocks for the page: elements, icons and small focus tools.
// Data only ever enters the page as text nodes or vetted attributes, never as markup.

const SVG = "http://www.w3.org/2000/svg";

/** Build an element. `on` holds listeners, `dataset` data attributes; null and false are left out. */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") node.className = value;
    else if (key === "on") for (const [type, fn] of Object.entries(value)) node.addEventListener(type, fn);
    else if (key === "dataset") setData(node, value);
    else if (key === "value") node.value = value;
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  add(node, children);
  return node;
}

function setData(node, values) {
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== null) node.dataset[key] = String(value);
  }
}

export function add(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren();
  return add(node, children);
}

const PATHS = {
  hash: "M5 9h14M4 15h14M10 4 8 20M16 4l-2 16",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  reply: "M4 5h16v11H11l-5 4v-4H4z",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  clip: "M19 11.5 12 18.4a4.2 4.2 0 0 1-6-6L13 5.600a2.800 2.800 0 0 1 4 4L10.200 16.400a1.400 1.400 0 0 1-2-2L14 8.600",
  send: "M4 12 20 4l-5 16-3.500-6.500zM11.500 13.500 20 4",
  close: "M6 6l12 12M18 6 6 18",
  menu: "M4 7h16M4 12h16M4 17h16",
  layers: "M12 4 3.500 8.500 12 13l8.500-4.500zM4 12.500 12 17l8-4.500M4 16.500 12 21l8-4.500",
  book: "M5 4h10a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h10",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400",
  moon: "M20 14.500A8.500 8.500 0 1 1 9.500 4 6.800 6.800 0 0 0 20 14.500z",
  edit: "M5 19h3.500L19 8.500 15.500 5 5 15.500z",
  trash: "M5 7h14M9.500 7V4.500h5V7M7 7l1 13h8l1-13",
  bolt: "M13 3 5 13.500h6L10.500 21 19 10.500h-6z",
  up: "M7.500 11 11 4.200c1.500 0 2.300 1 2 2.600L12.500 10H19l-1.600 8.500H7.500zM4.500 11h3v7.500h-3z",
  down: "M16.500 13 13 19.800c-1.500 0-2.300-1-2-2.600L11.500 14H5l1.600-8.500h9.900zM19.500 13h-3V5.500h3z",
  check: "M5 12.500 10 17.500 19.500 7",
  chevron: "M7 10l5 5 5-5",
  back: "M14.500 6l-6 6 6 6",
  file: "M6 3.500h8L19 8.500v12H6zM14 3.500v5h5",
  alert: "M12 4 2.800 20h18.400zM12 10v4.500M12 17.500h.01",
  eye: "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z",
  at: "M16 12a4 4 0 1 1-4-4 4 4 0 0 1 4 4zm0 0v1.500a2.500 2.500 0 0 0 5 0V12a9 9 0 1 0-3.500 7.100",
  clock: "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM12 7.500V12l3 2",
  copy: "M8.500 8.500h11v11h-11zM15.500 8.500v-4h-11v11h4",
};

export function icon(name, size = 18) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({
    viewBox: "0 0 24 24", width: size, height: size, fill: "none", stroke: "currentColor",
    "stroke-width": name === "more" ? 3 : 1.7, "stroke-linecap": "round", "stroke-linejoin": "round",
    "aria-hidden": "true", focusable: "false", class: "icon",
  })) svg.setAttribute(key, String(value));
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name] ?? PATHS.more);
  svg.append(path);
  return svg;
}

/** The product's mark: a doorway with its step. */
export function mark(size = 22) {
  return h("img", { src: "/static/icon.svg", width: size, height: size, alt: "" });
}

export function iconButton(name, label, onClick, extra = {}) {
  return h("button", { type: "button", class: "icon-btn", "aria-label": label, title: label, ...extra,
    on: { click: onClick } }, icon(name));
}

let counter = 0;
export function uid(prefix = "x") {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** Only http, https and mailto may become a link; anything else answers null. */
export function safeUrl(raw) {
  try {
    const url = new URL(String(raw), location.origin);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** A picture's address when this page may load it (own origin or data:image), otherwise null. */
export function imageSource(raw) {
  if (/^data:image\/(png|jpeg|gif|webp|svg\+xml);/.test(raw ?? "")) return raw;
  const url = safeUrl(raw);
  if (!url) return null;
  const loopback = ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  const ours = url.origin === location.origin || (loopback && url.port === location.port);
  // The bot reads files with its token under /files-pri/; the page has its own door to the same files.
  return ours ? url.pathname.replace(/^\/files-pri\//, "/playground/file/") + url.search : null;
}

export function link(raw, label, extra = {}) {
  const url = safeUrl(raw);
  if (!url) return h("span", {}, label ?? raw);
  return h("a", { href: url.href, target: "_blank", rel: "noopener noreferrer", ...extra }, label ?? raw);
}

/** Arrow keys, Home and End over the items of a list; `items` is read at each press. */
export function arrowKeys(container, items, { horizontal = false } = {}) {
  const [prev, next] = horizontal ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  container.addEventListener("keydown", (event) => {
    if (![prev, next, "Home", "End"].includes(event.key)) return;
    if (event.target.closest("input,textarea,select,[contenteditable]")) return;
    const all = items();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement);
    const to = event.key === "Home" ? 0 : event.key === "End" ? all.length - 1
      : event.key === next ? Math.min(at + 1, all.length - 1) : Math.max(at - 1, 0);
    event.preventDefault();
    all[to].focus();
  });
}

export function toast(text, kind = "info") {
  const box = document.getElementById("toasts");
  const node = h("div", { class: `toast toast-${kind}`, dataset: { testid: "toast" } }, text);
  box.append(node);
  setTimeout(() => node.remove(), kind === "error" ? 8000 : 4000);
}

export function remember(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(`doorstep.${key}`);
    localStorage.setItem(`doorstep.${key}`, value);
  } catch { /* private windows may refuse storage; the page works without it */ }
  return null;
}
