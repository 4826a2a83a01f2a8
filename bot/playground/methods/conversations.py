"""conversations.replies, history, info, open, list, members."""

import base64
import binascii

from bot.playground.arguments import Args, Method
from bot.playground.engine import Engine
from bot.playground.methods.chat import joined
from bot.playground.people import BOT_USER, direct_id
from bot.playground.shapes import Json, SlackRefusalError

PAGE = 100
LARGEST_PAGE = 999


def page(items: list[Json], args: Args) -> tuple[list[Json], Json]:
    """Return one page of a list and the fields that lead to the next."""
    offset = 0
    if cursor := args.text("cursor"):
        try:
            offset = int(base64.b64decode(cursor.encode(), validate=True).decode())
        except (ValueError, binascii.Error):
            raise SlackRefusalError("invalid_cursor") from None
    limit = args.number("limit", PAGE)
    if not 1 <= limit <= LARGEST_PAGE:
        raise SlackRefusalError("invalid_limit")
    end = offset + limit
    more = end < len(items)
    following = base64.b64encode(str(end).encode()).decode() if more else ""
    return items[offset:end], {
        "has_more": more,
        "response_metadata": {"next_cursor": following},
    }


def _within(messages: list[Json], args: Args) -> list[Json]:
    oldest, latest = args.text("oldest", "0"), args.text("latest", "9999999999")
    if args.flag("inclusive"):
        return [one for one in messages if float(oldest) <= float(one["ts"]) <= float(latest)]
    return [one for one in messages if float(oldest) < float(one["ts"]) < float(latest)]


def _shown(messages: list[Json], args: Args) -> list[Json]:
    """Leave metadata out unless it is asked for, as Slack does."""
    if args.flag("include_all_metadata"):
        return messages
    return [{k: v for k, v in one.items() if k != "metadata"} for one in messages]


def history(engine: Engine, args: Args) -> Json:
    channel = joined(engine, args.needed("channel"))
    found = _within(engine.workspace.history(channel.id), args)
    messages, tail = page(found[::-1], args)
    return {"messages": _shown(messages, args), "pin_count": 0, **tail}


def replies(engine: Engine, args: Args) -> Json:
    channel = joined(engine, args.needed("channel"))
    ts = args.needed("ts")
    found = engine.workspace.messages[channel.id].get(ts)
    if found is None:
        raise SlackRefusalError("thread_not_found")
    root = engine.workspace.message(channel.id, found.get("thread_ts", ts))
    below = _within(engine.workspace.replies(channel.id, root["ts"]), args)
    # The root comes with every page, whatever the bounds.
    messages, tail = page(below, args)
    return {"messages": _shown([root, *messages], args), **tail}


def info(engine: Engine, args: Args) -> Json:
    channel = engine.workspace.channel(args.needed("channel"))
    if channel.private:
        joined(engine, channel.id)
    return {"channel": channel.info()}


def open_direct(engine: Engine, args: Args) -> Json:
    users = args.names("users")
    if args.text("channel"):
        channel = engine.workspace.channel(args.text("channel"))
    elif not users:
        raise SlackRefusalError("users_list_not_supplied")
    elif len(users) > 1:
        raise SlackRefusalError("method_not_supported_for_channel_type")
    else:
        engine.workspace.person(users[0])
        if users[0] == BOT_USER:
            raise SlackRefusalError("cannot_dm_bot")
        channel = engine.workspace.channel(direct_id(users[0]))
    body = channel.info() if args.flag("return_im") else {"id": channel.id}
    return {"channel": body, "no_op": True, "already_open": True}


def list_all(engine: Engine, args: Args) -> Json:
    kinds = {
        {"public_channel": "channel", "private_channel": "group"}.get(one, one)
        for one in args.names("types") or ["public_channel"]
    }
    found = [
        one.info()
        for one in engine.workspace.channels.values()
        if one.type in kinds and (one.type == "channel" or BOT_USER in one.members)
    ]
    channels, tail = page(found, args)
    return {"channels": channels, "response_metadata": tail["response_metadata"]}


def members(engine: Engine, args: Args) -> Json:
    channel = joined(engine, args.needed("channel"))
    users, tail = page([{"id": one} for one in channel.members], args)
    return {
        "members": [one["id"] for one in users],
        "response_metadata": tail["response_metadata"],
    }


HISTORY = ("channels:history", "groups:history", "im:history")
READ = ("channels:read", "groups:read", "im:read")
METHODS = {
    "conversations.history": Method(history, HISTORY),
    "conversations.replies": Method(replies, HISTORY),
    "conversations.info": Method(info, READ),
    "conversations.list": Method(list_all, READ),
    "conversations.members": Method(members, READ),
    "conversations.open": Method(open_direct, ("im:write",)),
}
