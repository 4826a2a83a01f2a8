"""People of the workspace and what they may do."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from bot.support.models.base import Model


class Role(StrEnum):
    """What a person may do. Everyone is at least a developer."""

    DEVELOPER = "developer"
    SUPPORT = "support"
    MANAGER = "manager"
    DOC_MAINTAINER = "doc_maintainer"
    ADMIN = "admin"  # may do everything


class Person(Model):
    """Someone in the workspace, as the messenger knows them."""

    id: str
    name: str
    tz: str = "UTC"
    locale: str = "en-US"
    team: str = ""  # the workspace that is theirs: another than ours over Slack Connect
    email: str = Field(default="", repr=False)  # to recognise their company by; kept nowhere

    @property
    def language(self) -> str:
        """The language of their Slack, as far as the desk speaks it."""
        return "zh" if self.locale.startswith("zh") else "en"
