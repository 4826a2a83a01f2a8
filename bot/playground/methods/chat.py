"""chat.postMessage, postEphemeral, update, delete, getPermalink."""

from bot.playground import limits
from bot.playground.arguments import Args, Method
from bot.playground.engine import Engine
from bot.playground.people import BOT_ID, BOT_USER, Channel
from bot.playground.shapes import Json, SlackRefusalError


def joined(engine: Engine, name: str) -> Channel:
    """Return a channel that the bot is in; a private one it is not in does not exist for it."""
    channel = engine.workspace.channel(name)
    if BOT_USER not in channel.members:
        raise SlackRefusalError("channel_not_found" if channel.private else "not_in_channel")
    return channel


def _content(args: Args, text_limit: int) -> Json:
    """Return text, blocks, attachments and metadata of a call, checked."""
    blocks = args.tree("blocks", "invalid_blocks_format")
    attachments = args.tree("attachments", "invalid_attachments")
    metadata = args.tree("metadata", "invalid_metadata_format")
    text = args.text("text")
    if args.has("markdown_text"):
        markdown = args.text("markdown_text")
        limits.check_markdown_text(markdown, text, blocks)
        text, blocks = markdown, [{"type": "markdown", "text": markdown}]
        limits.check_message(text, blocks)
    else:
        limits.check_message(text, blocks, attachments, text_limit)
    limits.check_metadata(metadata)
    return {"text": text, "blocks": blocks, "attachments": attachments, "metadata": metadata}


def post_message(engine: Engine, args: Args) -> Json:
    channel = joined(engine, args.needed("channel"))
    message = _content(args, limits.MESSAGE_TEXT)
    for key in ("username", "icon_emoji", "icon_url"):
        message[key] = args.text(key) or None
    thread_ts = args.text("thread_ts") or None
    if thread_ts and args.flag("reply_broadcast"):
        message["subtype"] = "thread_broadcast"
    posted = engine.conversation.bot_post(channel, message, thread_ts)
    engine.after_bot_post(channel.id, thread_ts)
    return {"channel": channel.id, "ts": posted["ts"], "message": posted}


def post_ephemeral(engine: Engine, args: Args) -> Json:
    channel = joined(engine, args.needed("channel"))
    user = engine.workspace.person(args.needed("user")).id
    if user not in channel.members:
        raise SlackRefusalError("user_not_in_channel")
    message = _content(args, limits.MESSAGE_TEXT)
    message["thread_ts"] = args.text("thread_ts") or None
    return {"message_ts": engine.conversation.whisper(channel, user, message)}


def update(engine: Engine, args: Args) -> Json:
    channel = joined(engine, args.needed("channel"))
    ts = args.needed("ts")
    message = engine.workspace.message(channel.id, ts)
    if message.get("bot_id") != BOT_ID:
        raise SlackRefusalError("cant_update_message")
    engine.refuse_while_streaming(channel.id, ts)
    content = _content(args, limits.UPDATE_TEXT)
    # What a call leaves out stays; an empty list or object removes it.
    changes = {
        key: content[key] or None
        for key in ("blocks", "attachments", "metadata")
        if args.has(key) or (key == "blocks" and content[key])
    }
    if args.has("text") or args.has("markdown_text"):
        changes["text"] = content["text"]
    updated = engine.conversation.bot_update(channel, ts, changes)
    return {"channel": channel.id, "ts": ts, "text": updated["text"], "message": updated}


def delete(engine: Engine, args: Args) -> Json:
    channel, ts = joined(engine, args.needed("channel")), args.needed("ts")
    engine.conversation.bot_delete(channel, ts)
    return {"channel": channel.id, "ts": ts}


def permalink(engine: Engine, args: Args) -> Json:
    channel, ts = joined(engine, args.needed("channel")), args.needed("message_ts")
    message = engine.workspace.message(channel.id, ts)
    link = f"{engine.base_url}/archives/{channel.id}/p{ts.replace('.', '')}"
    if message.get("thread_ts", ts) != ts:
        link += f"?thread_ts={message['thread_ts']}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


WRITE = ("chat:write",)
METHODS = {
    "chat.postMessage": Method(post_message, WRITE),
    "chat.postEphemeral": Method(post_ephemeral, WRITE),
    "chat.update": Method(update, WRITE),
    "chat.delete": Method(delete, WRITE),
    "chat.getPermalink": Method(permalink),
}
