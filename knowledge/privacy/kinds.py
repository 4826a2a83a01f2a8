"""What is looked for, and what a find looks like."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a secret is, in the words of its placeholder."""

    PRIVATE_KEY = "private key"
    PASSWORD = "password"  # noqa: S105 - the name of a kind
    SECRET = "secret"  # noqa: S105
    TOKEN = "token"  # noqa: S105
    SLACK_TOKEN = "Slack token"  # noqa: S105
    JWT = "JWT"
    CLOUD_KEY = "cloud key"
    API_KEY = "API key"
    SDK_TOKEN = "SDK token"  # noqa: S105
    CREDENTIALS = "credentials"
    COOKIE = "cookie"
    APP_ID = "app ID"
    APP_CERTIFICATE = "app certificate"
    APP_KEY = "app key"
    EMAIL = "e-mail"
    PHONE = "phone"
    ID_NUMBER = "ID number"
    CARD_NUMBER = "card number"
    IP_ADDRESS = "IP address"


@dataclass(frozen=True, slots=True)
class Secret:
    """A stretch of a text that must not be kept; `start` and `end` are character offsets."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which personal data are looked for. Secrets always are."""

    emails: bool = True
    phones: bool = True
    ips: bool = False
