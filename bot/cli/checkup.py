"""The checks of `doorstep doctor`: each names what it looked at and, if need be, the remedy."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.bootstrap.index import choose_confidence, open_documentation, open_index
from bot.bootstrap.installation import MANIFEST, make_home, policy_path
from bot.bootstrap.models import open_budget, open_embedder
from bot.bootstrap.rules import open_accounts, open_policy
from bot.bootstrap.serving import require_slack
from bot.bootstrap.stores import open_stores
from bot.config import Settings
from bot.documentation import readers_of
from bot.errors import ConfigError
from knowledge.errors import DoorstepError

_ADDRESSES = "users:read.email"  # needed where an account has e-mail domains
_OPTIONAL_SCOPES = {"canvases:write", _ADDRESSES}
_INSTALL_AGAIN = "Update the app from manifest.json and install it to the workspace again."


@dataclass(frozen=True, slots=True)
class Finding:
    """`state` is ok, failed, or skipped (not set up, and not needed for what is)."""

    name: str
    state: str
    message: str
    remedy: str = ""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def check_all(settings: Settings) -> list[Finding]:
    """Every check, in the order in which a person would fix them."""
    checks: list[tuple[str, Callable[[Settings], str]]] = [
        ("home", _home),
        ("policy", _policy),
        ("database", _database),
        ("sources", _sources),
        ("index", _index),
        ("readers", _readers),
        ("confidence", _confidence),
        ("model", _model),
        ("vision model", _vision_model),
        ("model budget", _model_budget),
        ("tracker", _tracker),
        ("slack", _slack),
        ("accounts", _accounts),
        ("socket", _socket),
        ("staff channel", _staff_channel),
        ("maintainers channel", _maintainers_channel),
    ]
    return [_finding(name, check, settings) for name, check in checks]


class _Skipped(Exception):  # noqa: N818 - a signal, not a failure
    """Not set up, and that is fine."""


def _finding(name: str, check: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(name, "ok", check(settings))
    except _Skipped as reason:
        return Finding(name, "skipped", str(reason))
    except DoorstepError as error:
        return Finding(name, "failed", error.message, error.remedy)


def _home(settings: Settings) -> str:
    make_home(settings)
    return str(settings.home)


def _policy(settings: Settings) -> str:
    policy = open_policy(settings)
    return f"version {policy.version} from {policy_path(settings)}"


def _database(settings: Settings) -> str:
    stores = open_stores(settings)
    try:
        return f"{stores.engine.dialect.name}, up to date, {len(stores.tickets.list())} tickets"
    finally:
        stores.engine.dispose()


def _sources(settings: Settings) -> str:
    documentation = open_documentation(settings, None)
    if not documentation.catalogue_file.exists():
        raise _Skipped(f"there is no {documentation.catalogue_file}; `doorstep ingest PATH` works")
    declared = documentation.declared()
    scheduled = sum(bool(one.schedule) for one in declared)
    return f"{', '.join(one.name for one in declared)}; {scheduled} by schedule"


def _readers(settings: Settings) -> str:
    """A change of who may read a source takes effect with its next ingest."""
    declared = {}
    documentation = open_documentation(settings, None)
    if documentation.catalogue_file.exists():
        declared = {one.name: one for one in documentation.declared()}
    index = open_index(settings)
    try:
        served = {one.name: one for one in index.sources()}
    finally:
        index.close()
    for name in declared.keys() & served.keys():
        wanted = readers_of(declared[name].readers, declared[name].customers)
        found = readers_of(served[name].visibility, served[name].customers)
        if found != wanted:
            raise ConfigError(
                f"{name} is declared for {wanted}, and the index still serves it to {found}.",
                f"Run `doorstep ingest --source {name}`.",
            )
    if not declared.keys() & served.keys():
        raise _Skipped("no declared source is ingested yet")
    return "every source is served to the readers that are declared"


def _index(settings: Settings) -> str:
    index = open_index(settings)
    try:
        index.require()
        sources = ", ".join(f"{one.name} ({one.pages} pages)" for one in index.sources())
        counts = index.stats()  # asks the vector store too
        if counts["vectors"] < counts["distinct"]:
            raise ConfigError(
                f"The vector store holds {counts['vectors']} of {counts['distinct']} vectors.",
                "Set CHROMA_URL to the server that has them, or run `doorstep sources remove` and"
                " ingest again.",
            )
        return f"{sources}; {counts['vectors']} vectors; embeddings {settings.embeddings}"
    finally:
        index.close()


def _confidence(settings: Settings) -> str:
    model = open_embedder(settings).identity
    chosen = choose_confidence(settings, model)
    if chosen.problem:
        raise ConfigError(
            f"The default is used instead of your own fit: {chosen.problem}.",
            "Run `doorstep calibrate` again, or drop the fit with `doorstep calibrate --reset`.",
        )
    return chosen.said


def _model(settings: Settings) -> str:
    if not settings.chat:
        raise _Skipped("none configured: answers are quoted from the documentation")
    return _offered(settings, settings.chat, "DOORSTEP_CHAT_MODEL")


def _vision_model(settings: Settings) -> str:
    if not settings.vision:
        raise _Skipped("DOORSTEP_VISION_MODEL is not set: screenshots are kept unread")
    return _offered(settings, settings.vision, "DOORSTEP_VISION_MODEL")


def _offered(settings: Settings, spec: str, setting: str) -> str:
    """The spec of a model that its server has. Raises ConfigError."""
    from openai import APIConnectionError, APIError, AuthenticationError, OpenAI  # noqa: PLC0415

    if not spec.startswith("openai:"):
        return f"{spec}, not tried"
    client = OpenAI(
        api_key=settings.openai_api_key.get_secret_value() or "none",
        base_url=settings.openai_base_url or None,
        timeout=settings.model_timeout,
        max_retries=0,
    )
    wanted = spec.partition(":")[2]
    try:
        offered = {one.id for one in client.models.list()}
    except AuthenticationError:
        raise ConfigError("The model server refuses the key.", "Correct OPENAI_API_KEY.") from None
    except APIConnectionError:
        raise ConfigError(
            "The model server cannot be reached.", "Check OPENAI_BASE_URL and the network."
        ) from None
    except APIError as error:
        raise ConfigError(f"The model server failed: {error.message}", "Try again later.") from None
    if wanted not in offered:
        raise ConfigError(
            f"The model server does not offer {wanted}.", f"Set {setting} to one it has."
        )
    return spec


def _model_budget(settings: Settings) -> str:
    if not (settings.chat or settings.vision):
        raise _Skipped("no model writes answers or reads pictures")
    if settings.model_budget is None:
        raise _Skipped("DOORSTEP_MODEL_BUDGET is not set: what the model costs is not counted")
    stores = open_stores(settings)
    try:
        budget = open_budget(settings, stores)
        spent = budget.spent() if budget else 0.0
    finally:
        stores.engine.dispose()
    return f"{spent:.4f} of {settings.model_budget:.2f} US dollars spent today (UTC)"


def _tracker(settings: Settings) -> str:
    from bot.trackers.opening import open_tracker  # noqa: PLC0415

    tracker = open_tracker(settings)
    if tracker is None:
        raise _Skipped("DOORSTEP_TRACKER is not set: tickets stay here")
    try:
        return tracker.check()
    finally:
        tracker.close()


def _slack(settings: Settings) -> str:
    if not settings.slack_bot_token.get_secret_value():
        raise _Skipped("SLACK_BOT_TOKEN is not set; `doorstep demo` works without it")
    me, granted = _identity(settings)
    missing = sorted(_wanted_scopes() - granted - _OPTIONAL_SCOPES)
    if missing:
        raise ConfigError(
            f"The bot lacks the scopes {', '.join(missing)}.",
            _INSTALL_AGAIN,
        )
    return f"{me.get('team')} as {me.get('user')}, all scopes granted"


def _identity(settings: Settings) -> tuple[Mapping[str, Any], set[str]]:
    """Who the bot is, and the scopes it was granted."""
    from bot.slack import app as slack  # noqa: PLC0415

    client = slack.open_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    me = slack.identify(client)
    headers = {str(name).lower(): value for name, value in me["headers"].items()}
    return me, {one.strip() for one in str(headers.get("x-oauth-scopes", "")).split(",")}


def _accounts(settings: Settings) -> str:
    policy = open_policy(settings)
    stores = open_stores(settings)
    try:
        accounts = open_accounts(stores, policy).all()
        imported = len(stores.accounts.all())
    finally:
        stores.engine.dispose()
    if not accounts:
        raise _Skipped(f"none: everybody gets the plan {policy.default_plan}")
    for one in accounts:
        if one.plan not in policy.plans:
            raise ConfigError(
                f"{one.name} has the plan {one.plan!r}, which the policy does not know.",
                f"Until it does, {policy.default_plan} holds. Name a plan of the policy.",
            )
    by_domain = sum(bool(one.domains) for one in accounts)
    if by_domain and settings.slack_bot_token.get_secret_value():
        _, granted = _identity(settings)
        if _ADDRESSES not in granted:
            raise ConfigError(
                f"{by_domain} accounts have e-mail domains, and the bot lacks {_ADDRESSES}.",
                _INSTALL_AGAIN,
            )
    return f"{len(accounts)}, {imported} of them imported; {by_domain} with e-mail domains"


def _socket(settings: Settings) -> str:
    token = settings.slack_app_token.get_secret_value()
    if not token:
        if settings.slack_signing_secret.get_secret_value():
            return "HTTP events with a signing secret"
        raise _Skipped("neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set")
    from bot.slack import app as slack  # noqa: PLC0415

    return slack.check_app_token(token, settings.slack_api_url)


def _staff_channel(settings: Settings) -> str:
    return _channel(settings, settings.staff_channel, "DOORSTEP_STAFF_CHANNEL")


def _maintainers_channel(settings: Settings) -> str:
    if not settings.maintainers_channel:
        raise _Skipped("DOORSTEP_MAINTAINERS_CHANNEL is not set: ingests are not followed in Slack")
    return _channel(settings, settings.maintainers_channel, "DOORSTEP_MAINTAINERS_CHANNEL")


def _channel(settings: Settings, channel: str, setting: str) -> str:
    if not settings.slack_bot_token.get_secret_value():
        raise _Skipped("Slack is not set up")
    require_slack(settings)
    from bot.slack import app as slack  # noqa: PLC0415

    client = slack.open_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    return slack.check_channel(client, channel, setting)


def _wanted_scopes() -> set[str]:
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return set(manifest["oauth_config"]["scopes"]["bot"])
