"""Who works here: the people, channels and user groups a fresh workspace starts with."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.playground.shapes import Json

TEAM_ID = "T0DOOR01"
NIMBUS_TEAM = "T0NIMBUS"  # Nimbus Games' own workspace, connected by Slack Connect
TEAM_NAME = "Brightwire Community"
TEAM_DOMAIN = "brightwire"
BOT_USER = "U0BOT01"
BOT_ID = "B0DOOR01"
APP_ID = "A0DOOR01"


@dataclass(frozen=True)
class Person:
    """One member of the workspace."""

    id: str
    name: str
    real_name: str
    title: str
    tz: str = "Etc/UTC"
    locale: str = "en-US"
    color: str = "4a6fa5"
    is_bot: bool = False
    email: str = ""
    team: str = TEAM_ID  # another, for people who are here over Slack Connect

    def profile(self) -> Json:
        """Return the user object of ``users.info``."""
        offset = datetime.now(UTC).astimezone(ZoneInfo(self.tz)).utcoffset()
        profile: Json = {
            "title": self.title,
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.real_name,
            "display_name_normalized": self.real_name,
            "team": self.team,
        }
        if self.is_bot:
            profile |= {"bot_id": BOT_ID, "api_app_id": APP_ID, "always_active": True}
        else:
            profile["email"] = self.email
        return {
            "id": self.id,
            "team_id": self.team,
            "name": self.name,
            "deleted": False,
            "color": self.color,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz.rpartition("/")[2].replace("_", " "),
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "locale": self.locale,
            "profile": profile,
            "is_admin": False,
            "is_owner": False,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "is_stranger": self.team != TEAM_ID,
        }

    def card(self) -> Json:
        """Return what the page shows of a person."""
        return {
            "id": self.id,
            "name": self.name,
            "real_name": self.real_name,
            "title": self.title,
            "tz": self.tz,
            "locale": self.locale,
            "color": f"#{self.color}",
            "is_bot": self.is_bot,
        }


@dataclass
class Channel:
    """A channel or a direct message with the bot; ``members`` are user ids."""

    id: str
    name: str
    topic: str = ""
    private: bool = False
    im_with: str | None = None
    members: list[str] = field(default_factory=list)

    @property
    def type(self) -> str:
        """Return ``channel_type`` as events carry it."""
        if self.im_with:
            return "im"
        return "group" if self.private else "channel"

    def info(self) -> Json:
        """Return the channel object of ``conversations.info``."""
        shared: Json = {"id": self.id, "created": 1767225600, "is_archived": False}
        if self.im_with:
            return shared | {"is_im": True, "user": self.im_with, "is_open": True}
        return shared | {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not self.private,
            "is_group": False,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.private,
            "is_general": False,
            "is_member": BOT_USER in self.members,
            "is_ext_shared": False,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": self.topic, "creator": "", "last_set": 0},
            "num_members": len(self.members),
        }


@dataclass(frozen=True)
class Usergroup:
    """A group that can be mentioned and paged."""

    id: str
    handle: str
    name: str
    users: tuple[str, ...]


DEVELOPERS = ("U0DEV01", "U0DEV02")
SUPPORT = ("U0SUP01", "U0SUP02")
DOCS = ("U0DOC01",)
MANAGERS = ("U0MGR01",)


def people(bot_name: str = "Doorstep") -> list[Person]:
    """Return the members, the bot last."""
    shanghai, chinese = "Asia/Shanghai", "zh-CN"
    return [
        Person(
            "U0DEV01",
            "lin.wei",
            "Lin Wei",
            "Client developer, Nimbus Games",
            shanghai,
            chinese,
            "2e7d6b",
            email="lin.wei@nimbus-games.example",
            team=NIMBUS_TEAM,
        ),
        Person(
            "U0DEV02",
            "maya",
            "Maya Ortiz",
            "Founder and developer, Paper Kite",
            "America/Los_Angeles",
            color="a2553a",
            email="maya@paperkite.example",
        ),
        Person(
            "U0SUP01",
            "sam",
            "Sam Okafor",
            "Support engineer",
            "Europe/London",
            "en-GB",
            "3f5fa8",
            email="sam.okafor@brightwire.example",
        ),
        Person(
            "U0SUP02",
            "chen.yu",
            "Chen Yu",
            "Support engineer",
            shanghai,
            chinese,
            "7a4f9e",
            email="chen.yu@brightwire.example",
        ),
        Person(
            "U0DOC01",
            "ines",
            "Ines Roth",
            "Documentation maintainer",
            "Europe/Berlin",
            color="8a6d1f",
            email="ines.roth@brightwire.example",
        ),
        Person(
            "U0MGR01",
            "priya",
            "Priya Nair",
            "Support manager",
            "Asia/Kolkata",
            color="a03d5e",
            email="priya.nair@brightwire.example",
        ),
        Person(BOT_USER, bot_name.lower(), bot_name, "App", color="20242c", is_bot=True),
    ]


def channels() -> list[Channel]:
    """Return the channels, then each person's direct message with the bot."""
    staff = [*SUPPORT, *MANAGERS]
    everyone = [*DEVELOPERS, *staff, *DOCS]
    rooms = [
        Channel("C0NIMBUS", "nimbus-games", "Nimbus Games · Enterprise", members=["U0DEV01"]),
        Channel("C0PAPER", "paper-kite", "Paper Kite · Basic", members=["U0DEV02"]),
        Channel("C0HELP", "sdk-help", "Questions about the SDK", members=list(DEVELOPERS)),
        Channel("C0STAFF", "support-desk", "Tickets and hand-offs", private=True),
        Channel("C0DOCS", "docs-team", "What the docs failed at", private=True),
    ]
    for room in rooms:
        room.members += staff
        if room.id in {"C0HELP", "C0STAFF", "C0DOCS"}:
            room.members += DOCS
        room.members.append(BOT_USER)
    direct = [
        Channel(direct_id(user), "", im_with=user, members=[user, BOT_USER]) for user in everyone
    ]
    return rooms + direct


def direct_id(user: str) -> str:
    """Return the id of a person's direct message with the bot (``U0DEV01`` -> ``D0DEV01``)."""
    return "D" + user.removeprefix("U")


def usergroups() -> list[Usergroup]:
    """Return the user groups."""
    return [
        Usergroup("S0SUPPORT", "support", "Support", (*SUPPORT, *MANAGERS)),
        Usergroup("S0DOCS", "docs", "Documentation", DOCS),
        Usergroup("S0MGR", "support-managers", "Support managers", MANAGERS),
    ]
