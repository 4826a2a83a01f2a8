"""users.info, list, lookupByEmail; usergroups.list, usergroups.users.list."""

from bot.playground.arguments import Args, Method
from bot.playground.engine import Engine
from bot.playground.methods.conversations import page
from bot.playground.people import TEAM_ID, Person, Usergroup
from bot.playground.shapes import Json, SlackRefusalError


def _profile(engine: Engine, person: Person, *, locale: bool = True) -> Json:
    profile = person.profile()
    if not locale:
        del profile["locale"]
    if "users:read.email" not in engine.profile.scopes:
        profile["profile"].pop("email", None)
    return profile


def info(engine: Engine, args: Args) -> Json:
    person = engine.workspace.person(args.needed("user"))
    return {"user": _profile(engine, person, locale=args.flag("include_locale"))}


def list_all(engine: Engine, args: Args) -> Json:
    locale = args.flag("include_locale")
    found = [_profile(engine, one, locale=locale) for one in engine.workspace.users.values()]
    users, tail = page(found, args)
    return {"members": users, "response_metadata": tail["response_metadata"], "cache_ts": 0}


def by_email(engine: Engine, args: Args) -> Json:
    wanted = args.needed("email").lower()
    for person in engine.workspace.users.values():
        if person.email and person.email.lower() == wanted:
            return {"user": _profile(engine, person)}
    raise SlackRefusalError("users_not_found")


def _group(one: Usergroup, *, users: bool) -> Json:
    group: Json = {
        "id": one.id,
        "team_id": TEAM_ID,
        "is_usergroup": True,
        "name": one.name,
        "handle": one.handle,
        "description": "",
        "is_external": False,
        "date_delete": 0,
        "user_count": len(one.users),
    }
    return {**group, "users": list(one.users)} if users else group


def usergroups(engine: Engine, args: Args) -> Json:
    users = args.flag("include_users")
    found = [_group(one, users=users) for one in engine.workspace.usergroups.values()]
    return {"usergroups": found}


def usergroup_users(engine: Engine, args: Args) -> Json:
    group = engine.workspace.usergroups.get(args.needed("usergroup"))
    if group is None:
        raise SlackRefusalError("no_such_subteam")
    return {"users": list(group.users)}


METHODS = {
    "users.info": Method(info, ("users:read",)),
    "users.list": Method(list_all, ("users:read",)),
    "users.lookupByEmail": Method(by_email, ("users:read.email",)),
    "usergroups.list": Method(usergroups, ("usergroups:read",)),
    "usergroups.users.list": Method(usergroup_users, ("usergroups:read",)),
}
