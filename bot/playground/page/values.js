// Values of inputs and menus in Slack's state.values shape, kept apart from the elements that show them,
// so that a redraw (a streamed message, a views.update) loses nothing.

export class Values {
  constructor() {
    this.all = {};
    this.touched = false;
  }

  ensure(blockId, actionId, initial) {
    this.all[blockId] ??= {};
    this.all[blockId][actionId] ??= initial;
    return this.all[blockId][actionId];
  }

  get(blockId, actionId) {
    return this.all[blockId]?.[actionId];
  }

  set(blockId, actionId, value) {
    this.all[blockId] ??= {};
    this.all[blockId][actionId] = value;
    this.touched = true;
  }

  /** Only the blocks that `blocks` still holds: what a views.update removed is not sent. */
  snapshot(blocks) {
    const ids = new Set(blocks.map((block) => block.block_id));
    return Object.fromEntries(Object.entries(this.all).filter(([id]) => ids.has(id)));
  }
}

const FIELD = {
  plain_text_input: "value", email_text_input: "value", url_text_input: "value", number_input: "value",
  static_select: "selected_option", external_select: "selected_option", radio_buttons: "selected_option",
  overflow: "selected_option", multi_static_select: "selected_options", multi_external_select: "selected_options",
  checkboxes: "selected_options", datepicker: "selected_date", timepicker: "selected_time",
  datetimepicker: "selected_date_time", users_select: "selected_user", multi_users_select: "selected_users",
  conversations_select: "selected_conversation", multi_conversations_select: "selected_conversations",
  channels_select: "selected_channel", multi_channels_select: "selected_channels", file_input: "files",
  rich_text_input: "rich_text_value", button: "value", feedback_buttons: "value", icon_button: "value",
};

const INITIAL = {
  selected_option: "initial_option", selected_options: "initial_options", selected_date: "initial_date",
  selected_time: "initial_time", selected_date_time: "initial_date_time", selected_user: "initial_user",
  selected_users: "initial_users", selected_conversation: "initial_conversation",
  selected_conversations: "initial_conversations", selected_channel: "initial_channel",
  selected_channels: "initial_channels", value: "initial_value",
};

export const fieldOf = (type) => FIELD[type] ?? "value";
export const isMany = (type) => type.startsWith("multi_") || type === "checkboxes" || type === "file_input";

export function initialValue(element, context) {
  const field = fieldOf(element.type);
  let start = element[INITIAL[field]] ?? (isMany(element.type) ? [] : null);
  if (element.default_to_current_conversation && start === null) start = context?.channel ?? null;
  return { type: element.type, [field]: start };
}

export function isEmpty(value) {
  if (!value) return true;
  const held = value[fieldOf(value.type)];
  return held === null || held === undefined || held === "" || (Array.isArray(held) && !held.length);
}
