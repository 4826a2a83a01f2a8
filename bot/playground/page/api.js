// The wire: JSON calls to the playground server and the live socket. See the protocol in bot/playground.

export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.name = "ApiError";
    this.status = status;
  }
}

async function call(path, { query, body, form } = {}) {
  const address = new URL(`/playground/${path}`, location.origin);
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) address.searchParams.set(key, value);
  }
  const options = body || form ? { method: "POST" } : {};
  if (body) Object.assign(options, { headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  if (form) options.body = form;
  let response;
  try {
    response = await fetch(address, options);
  } catch {
    throw new ApiError("The workspace server did not answer. Nothing was sent; try again when it is back.", 0);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok || answer.ok === false) {
    throw new ApiError(answer.error ?? `The workspace server answered ${response.status}.`, response.status);
  }
  return answer;
}

export const api = {
  state: (as) => call("state", { query: { as } }),
  messages: (as, channel) => call("messages", { query: { as, channel } }),
  thread: (as, channel, ts) => call("thread", { query: { as, channel, ts } }),
  inspect: (as, channel, ts) => call("inspect", { query: { as, channel, ts } }),
  post: (body) => call("message", { body }),
  edit: (body) => call("edit", { body }),
  remove: (body) => call("delete", { body }),
  action: (body) => call("action", { body }),
  submit: (body) => call("view_submit", { body }),
  close: (body) => call("view_close", { body }),
  shortcut: (body) => call("shortcut", { body }),
  command: (body) => call("command", { body }),
  home: (body) => call("home", { body }),
  upload: (as, file) => {
    const form = new FormData();
    form.append("file", file, file.name);
    return call("upload", { query: { as }, form });
  },
};

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;

/** The live socket of one person. It reconnects by itself and says when it has been away. */
export class Live {
  constructor(onPush, onLink) {
    this.onPush = onPush;
    this.onLink = onLink;
    this.socket = null;
    this.timer = 0;
    this.wait = FIRST_WAIT;
    this.wasOpen = false;
  }

  connect(as) {
    this.stop();
    this.as = as;
    this.wasOpen = false;
    this.wait = FIRST_WAIT;
    this.#open();
  }

  #open() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/playground/live?as=${encodeURIComponent(this.as)}`);
    this.socket = socket;
    socket.addEventListener("open", () => {
      if (socket !== this.socket) return;
      const again = this.wasOpen;
      this.wasOpen = true;
      this.wait = FIRST_WAIT;
      this.onLink({ up: true, again });
    });
    socket.addEventListener("message", (event) => {
      if (socket !== this.socket) return;
      let push;
      try {
        push = JSON.parse(event.data);
      } catch {
        return;
      }
      this.onPush(push);
    });
    socket.addEventListener("close", () => {
      if (socket !== this.socket) return;
      this.onLink({ up: false, again: false });
      this.timer = setTimeout(() => this.#open(), this.wait * (0.75 + Math.random() / 2));
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    });
  }

  stop() {
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }
}
