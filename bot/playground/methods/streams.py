"""chat.startStream, appendStream, stopStream."""

from bot.playground import limits
from bot.playground.arguments import Args, Method
from bot.playground.engine import Engine
from bot.playground.methods.chat import joined
from bot.playground.people import TEAM_ID
from bot.playground.shapes import Json, SlackRefusalError
from bot.playground.streams import parse_chunks


def _chunks(args: Args) -> list[Json]:
    return parse_chunks(args.text("markdown_text"), args.tree("chunks", "invalid_chunks"))


def start(engine: Engine, args: Args) -> Json:
    channel = joined(engine, args.needed("channel"))
    thread_ts = args.needed("thread_ts")
    if channel.type != "im":
        for key in ("recipient_user_id", "recipient_team_id"):
            if not args.text(key):
                raise SlackRefusalError(f"missing_{key}")
    if (user := args.text("recipient_user_id")) not in {"", *channel.members}:
        engine.workspace.person(user)
        raise SlackRefusalError("user_not_found")
    own = engine.workspace.person(user).team if user else TEAM_ID
    if args.text("recipient_team_id", own) != own:
        raise SlackRefusalError("team_not_found")
    mode = args.text("task_display_mode", "timeline")
    stream = engine.streams.start(channel, thread_ts, mode, _chunks(args))
    engine.after_bot_post(channel.id, thread_ts)
    return {"channel": channel.id, "ts": stream.ts}


def append(engine: Engine, args: Args) -> Json:
    channel, ts = joined(engine, args.needed("channel")), args.needed("ts")
    chunks = _chunks(args)
    if not chunks:
        raise SlackRefusalError("no_text")
    engine.streams.append(channel, ts, chunks)
    return {"channel": channel.id, "ts": ts}


def stop(engine: Engine, args: Args) -> Json:
    channel, ts = joined(engine, args.needed("channel")), args.needed("ts")
    metadata = args.tree("metadata", "invalid_metadata_format")
    limits.check_metadata(metadata)
    blocks = args.tree("blocks", "invalid_blocks_format") or []
    message = engine.streams.stop(channel, ts, _chunks(args), blocks, metadata)
    return {"channel": channel.id, "ts": ts, "message": message}


WRITE = ("chat:write",)
METHODS = {
    "chat.startStream": Method(start, WRITE),
    "chat.appendStream": Method(append, WRITE),
    "chat.stopStream": Method(stop, WRITE),
}
