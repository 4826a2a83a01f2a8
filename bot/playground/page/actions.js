// Turns a press or a choice into a block action and sends it.

import { api } from "./api.js";
import { confirmed } from "./dialogs.js";
import { toast } from "./dom.js";
import { emit, key, store } from "./store.js";
import { Values } from "./values.js";

const messageValues = new Map();

/** The drawing context of a message: where actions go and where its inputs keep their values. */
export function messageContext(message) {
  const id = key(message.channel, message.ts);
  if (!messageValues.has(id)) messageValues.set(id, new Values());
  const container = { type: "message", channel: message.channel, ts: message.ts };
  if (message.ephemeral) container.is_ephemeral = true;
  return context({ container, values: messageValues.get(id), blocks: message.blocks ?? [], mode: "message",
    channel: message.channel });
}

export function viewContext(view, values, { errors = {}, mode = "modal" } = {}) {
  return context({ container: { type: "view", view_id: view.id }, values, blocks: view.blocks ?? [], mode, errors,
    channel: store.route.channel });
}

function context(base) {
  const ctx = { errors: {}, ...base };
  ctx.act = async (element, block, value, node) => {
    if (!(await confirmed(element.confirm))) return false;
    node?.setAttribute("aria-busy", "true");
    try {
      await api.action({
        as: store.me.id, container: ctx.container,
        action: { type: element.type, block_id: block.block_id, action_id: element.action_id, ...value },
        state: { values: ctx.values.snapshot(ctx.blocks) },
      });
      emit("acted", { container: ctx.container, action_id: element.action_id });
      return true;
    } catch (error) {
      toast(error.message, "error");
      return false;
    } finally {
      node?.removeAttribute("aria-busy");
    }
  };
  return ctx;
}
