"""reactions.add, remove, get."""

from bot.playground.arguments import Args, Method
from bot.playground.engine import Engine
from bot.playground.methods.chat import joined
from bot.playground.people import BOT_USER
from bot.playground.shapes import Json


def _react(engine: Engine, args: Args, *, remove: bool) -> Json:
    channel = joined(engine, args.needed("channel"))
    ts, name = args.needed("timestamp"), args.needed("name").strip(":")
    engine.conversation.react(BOT_USER, channel.id, ts, name, remove=remove)
    return {}


def add(engine: Engine, args: Args) -> Json:
    return _react(engine, args, remove=False)


def remove(engine: Engine, args: Args) -> Json:
    return _react(engine, args, remove=True)


def get(engine: Engine, args: Args) -> Json:
    channel = joined(engine, args.needed("channel"))
    message = engine.workspace.message(channel.id, args.needed("timestamp"))
    return {"type": "message", "channel": channel.id, "message": message}


METHODS = {
    "reactions.add": Method(add, ("reactions:write",)),
    "reactions.remove": Method(remove, ("reactions:write",)),
    "reactions.get": Method(get, ("reactions:read",)),
}
