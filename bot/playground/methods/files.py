"""files.getUploadURLExternal, completeUploadExternal, info."""

from bot.playground.arguments import Args, Method
from bot.playground.engine import Engine
from bot.playground.files import MAX_BYTES
from bot.playground.methods.chat import joined
from bot.playground.people import BOT_USER
from bot.playground.shapes import Json, SlackRefusalError


def get_upload_url(engine: Engine, args: Args) -> Json:
    size = args.number("length", 0)
    if not 0 < size <= MAX_BYTES:
        raise SlackRefusalError("invalid_arguments", ["[ERROR] invalid `length`"])
    stored = engine.shelf.reserve(BOT_USER, args.needed("filename"), size)
    return {"upload_url": f"{engine.base_url}/upload/{stored.id}", "file_id": stored.id}


def complete_upload(engine: Engine, args: Args) -> Json:
    files = args.tree("files") or []
    if not files:
        raise SlackRefusalError("invalid_arguments", ["[ERROR] missing required field: files"])
    for one in files:
        stored = engine.shelf.get(str(one.get("id")))
        if stored.content is None:
            raise SlackRefusalError("file_not_found")
        stored.title = one.get("title") or stored.title
    ids = [one["id"] for one in files]
    targets = [args.text("channel_id"), *args.names("channels")]
    thread_ts = args.text("thread_ts") or None
    for target in dict.fromkeys(one for one in targets if one):
        channel = joined(engine, target)
        text = args.text("initial_comment")
        engine.conversation.share_as_bot(channel, ids, text, thread_ts)
        engine.after_bot_post(channel.id, thread_ts)
    return {"files": [engine.shelf.describe(engine.shelf.get(one)) for one in ids]}


def info(engine: Engine, args: Args) -> Json:
    return {"file": engine.shelf.describe(engine.shelf.get(args.needed("file")))}


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, ("files:write",)),
    "files.completeUploadExternal": Method(complete_upload, ("files:write",)),
    "files.info": Method(info, ("files:read",)),
}
