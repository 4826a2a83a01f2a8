"""The composition root: the only place that builds concrete things and wires them together."""

from bot.bootstrap.demo import demo_settings, running_demo
from bot.bootstrap.desk import running_desk
from bot.bootstrap.index import (
    choose_confidence,
    leave_report,
    open_documentation,
    open_index,
    open_librarian,
    posts_reports,
)
from bot.bootstrap.installation import (
    MANIFEST,
    SAMPLE_DOCS,
    SAMPLE_LINK,
    SAMPLE_POLICY,
    confidence_path,
    make_home,
    now,
    policy_path,
)
from bot.bootstrap.models import (
    HURRY,
    ChatModels,
    open_budget,
    open_embedder,
    open_picture_reader,
    open_writer,
)
from bot.bootstrap.rules import open_accounts, open_policy, open_redactor
from bot.bootstrap.serving import require_slack
from bot.bootstrap.stores import Stores, open_stores, upgrade_database

__all__ = (
    "HURRY",
    "MANIFEST",
    "SAMPLE_DOCS",
    "SAMPLE_LINK",
    "SAMPLE_POLICY",
    "ChatModels",
    "Stores",
    "choose_confidence",
    "confidence_path",
    "demo_settings",
    "leave_report",
    "make_home",
    "now",
    "open_accounts",
    "open_budget",
    "open_documentation",
    "open_embedder",
    "open_index",
    "open_librarian",
    "open_picture_reader",
    "open_policy",
    "open_redactor",
    "open_stores",
    "open_writer",
    "policy_path",
    "posts_reports",
    "require_slack",
    "running_demo",
    "running_desk",
    "upgrade_database",
)
