"""assistant.threads.setStatus, setSuggestedPrompts, setTitle."""

from bot.playground.arguments import Args, Method
from bot.playground.engine import Engine
from bot.playground.limits import LOADING_MESSAGES, PROMPTS
from bot.playground.methods.chat import joined
from bot.playground.shapes import Json, SlackRefusalError


def set_status(engine: Engine, args: Args) -> Json:
    channel = joined(engine, args.needed("channel_id"))
    thread_ts = args.needed("thread_ts")
    if not args.has("status"):
        raise SlackRefusalError("invalid_arguments", ["[ERROR] missing required field: status"])
    loading = args.tree("loading_messages") or []
    if not isinstance(loading, list) or len(loading) > LOADING_MESSAGES:
        raise SlackRefusalError(
            "invalid_arguments", [f"[ERROR] no more than {LOADING_MESSAGES} items allowed"]
        )
    if thread_ts not in engine.workspace.messages[channel.id]:
        raise SlackRefusalError("invalid_thread_ts")
    engine.assistant.set_status(channel, thread_ts, args.text("status"), loading)
    return {}


def set_prompts(engine: Engine, args: Args) -> Json:
    channel = joined(engine, args.needed("channel_id"))
    prompts = args.tree("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= PROMPTS:
        raise SlackRefusalError(
            "invalid_arguments", [f"[ERROR] must provide 1 to {PROMPTS} prompts"]
        )
    if not all(
        isinstance(one, dict) and one.get("title") and one.get("message") for one in prompts
    ):
        raise SlackRefusalError("invalid_arguments", ["[ERROR] missing required field: title"])
    engine.assistant.set_prompts(channel, prompts, args.text("title"))
    return {}


def set_title(engine: Engine, args: Args) -> Json:
    channel = joined(engine, args.needed("channel_id"))
    thread_ts = args.needed("thread_ts")
    engine.assistant.set_title(channel, thread_ts, args.needed("title"))
    return {}


WRITE = ("assistant:write", "chat:write")
METHODS = {
    "assistant.threads.setStatus": Method(set_status, WRITE),
    "assistant.threads.setSuggestedPrompts": Method(set_prompts, ("assistant:write",)),
    "assistant.threads.setTitle": Method(set_title, ("assistant:write",)),
}
