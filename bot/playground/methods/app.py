"""auth.*, api.test, apps.connections.open, team.info, bots.info."""

from bot.playground.arguments import Args, Method
from bot.playground.engine import Engine
from bot.playground.people import APP_ID, BOT_ID, BOT_USER, TEAM_DOMAIN, TEAM_ID, TEAM_NAME
from bot.playground.shapes import Json, SlackRefusalError


def auth_test(engine: Engine, _args: Args) -> Json:
    return {
        "url": engine.base_url + "/",
        "team": TEAM_NAME,
        "user": engine.workspace.users[BOT_USER].name,
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def api_test(_engine: Engine, args: Args) -> Json:
    if error := args.text("error"):
        raise SlackRefusalError(error)
    return {"args": {}}


def connections_open(engine: Engine, _args: Args) -> Json:
    address = engine.base_url.replace("http://", "ws://", 1)
    return {"url": f"{address}/link?ticket={engine.sockets.issue_ticket()}&app_id={APP_ID}"}


def team_info(_engine: Engine, _args: Args) -> Json:
    team = {"id": TEAM_ID, "name": TEAM_NAME, "domain": TEAM_DOMAIN, "email_domain": ""}
    return {"team": {**team, "icon": {"image_default": True}}}


def bots_info(engine: Engine, args: Args) -> Json:
    if args.text("bot", BOT_ID) != BOT_ID:
        raise SlackRefusalError("bot_not_found")
    bot = {"id": BOT_ID, "deleted": False, "name": engine.profile.name, "app_id": APP_ID}
    return {"bot": {**bot, "user_id": BOT_USER, "updated": 0, "icons": {}}}


METHODS = {
    "auth.test": Method(auth_test),
    "api.test": Method(api_test),
    "apps.connections.open": Method(connections_open, app_token=True),
    "team.info": Method(team_info, ("team:read",)),
    "bots.info": Method(bots_info, ("users:read",)),
}
