"""The support policy, and what is made of it and the stores."""

from __future__ import annotations

import hashlib

from bot.bootstrap.installation import now, policy_path
from bot.bootstrap.stores import Stores
from bot.config import Settings
from bot.storage.policy_file import load_policy
from bot.support.inspection import Inspector
from bot.support.known_accounts import KnownAccounts
from bot.support.policy import Policy
from bot.support.redaction import Redactor


def open_policy(settings: Settings) -> Policy:
    """Raises PolicyError."""
    return load_policy(policy_path(settings))


def open_redactor(settings: Settings, policy: Policy) -> Redactor:
    """Its marks are keyed by the bot's token: nobody without it can try values against a mark."""
    token = settings.slack_bot_token.get_secret_value()
    key = hashlib.blake2b(token.encode(), person=b"doorstep-marks").digest()
    return Redactor(policy.redaction.wanted, key)


def open_inspector(stores: Stores, policy: Policy) -> Inspector:
    return Inspector(stores.conversations, stores.tickets, policy, now)


def open_accounts(stores: Stores, policy: Policy) -> KnownAccounts:
    """The imported accounts over those that the policy lists."""
    return KnownAccounts(stores.accounts, policy.customers)
