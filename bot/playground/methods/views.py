"""views.open, push, update, publish."""

from bot.playground.arguments import Args, Method
from bot.playground.engine import Engine
from bot.playground.limits import check_view
from bot.playground.shapes import Json, SlackRefusalError


def _modal(args: Args) -> Json:
    return check_view(args.tree("view"), ("modal",))


def open_view(engine: Engine, args: Args) -> Json:
    view = _modal(args)
    trigger = args.needed("trigger_id", "interactivity_pointer")
    return {"view": engine.modals.open(engine.interactions.triggers.exchange(trigger), view)}


def push(engine: Engine, args: Args) -> Json:
    view = _modal(args)
    trigger = args.needed("trigger_id", "interactivity_pointer")
    return {"view": engine.modals.push(engine.interactions.triggers.exchange(trigger), view)}


def update(engine: Engine, args: Args) -> Json:
    view = check_view(args.tree("view"), ("modal", "home"))
    view_id, external_id = args.text("view_id"), args.text("external_id")
    if not (view_id or external_id):
        raise SlackRefusalError("invalid_arguments", ["[ERROR] missing required field: view_id"])
    return {"view": engine.modals.update(view, view_id, external_id, args.text("hash"))}


def publish(engine: Engine, args: Args) -> Json:
    view = check_view(args.tree("view"), ("home",))
    user = engine.workspace.person(args.needed("user_id"))
    return {"view": engine.modals.publish(user.id, view, args.text("hash"))}


METHODS = {
    "views.open": Method(open_view),
    "views.push": Method(push),
    "views.update": Method(update),
    "views.publish": Method(publish),
}
