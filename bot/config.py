"""Settings, read once from the environment and `.env`. No other module reads the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import ConfigError


def _default_home() -> Path:
    return user_data_path("doorstep", appauthor=False)


class Settings(BaseSettings):
    """Everything that an installation decides. See `.env.example` for what each one is for."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,  # `DOORSTEP_POLICY=` is how .env.example says "not set"
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    home: Path = Field(default_factory=_default_home, validation_alias="DOORSTEP_HOME")
    policy_file: Path | None = Field(default=None, validation_alias="DOORSTEP_POLICY")
    staff_channel: str = Field(default="", validation_alias="DOORSTEP_STAFF_CHANNEL")
    executor_id: str = Field(default="doorstep-1", validation_alias="DOORSTEP_EXECUTOR_ID")
    sources_file: Path | None = Field(default=None, validation_alias="DOORSTEP_SOURCES")
    maintainers_channel: str = Field(default="", validation_alias="DOORSTEP_MAINTAINERS_CHANNEL")
    webhook_secret: SecretStr = Field(
        default=SecretStr(""), validation_alias="DOORSTEP_WEBHOOK_SECRET"
    )
    log_level: str = Field(default="INFO", validation_alias="DOORSTEP_LOG_LEVEL")

    slack_bot_token: SecretStr = Field(default=SecretStr(""), validation_alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr = Field(default=SecretStr(""), validation_alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr = Field(
        default=SecretStr(""), validation_alias="SLACK_SIGNING_SECRET"
    )
    slack_api_url: str = Field(default="https://slack.com/api/", validation_alias="SLACK_API_URL")
    http_host: str = Field(default="127.0.0.1", validation_alias="DOORSTEP_HTTP_HOST")
    http_port: int = Field(default=3000, ge=1, le=65535, validation_alias="DOORSTEP_HTTP_PORT")

    tracker: Literal["", "github", "jira", "zendesk", "webhook"] = Field(
        default="", validation_alias="DOORSTEP_TRACKER"
    )
    tracker_url: str = Field(default="", validation_alias="DOORSTEP_TRACKER_URL")
    tracker_token: SecretStr = Field(
        default=SecretStr(""), validation_alias="DOORSTEP_TRACKER_TOKEN"
    )
    tracker_user: str = Field(default="", validation_alias="DOORSTEP_TRACKER_USER")
    tracker_project: str = Field(default="", validation_alias="DOORSTEP_TRACKER_PROJECT")
    jira_issue_type: str = Field(default="Task", validation_alias="DOORSTEP_JIRA_ISSUE_TYPE")
    jira_resolve: str = Field(default="Done", validation_alias="DOORSTEP_JIRA_RESOLVE")
    jira_reopen: str = Field(default="To Do", validation_alias="DOORSTEP_JIRA_REOPEN")

    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    workflow_database_url: str = Field(default="", validation_alias="DOORSTEP_WORKFLOW_URL")
    chroma_url: str = Field(default="", validation_alias="CHROMA_URL")

    openai_api_key: SecretStr = Field(default=SecretStr(""), validation_alias="OPENAI_API_KEY")
    openai_base_url: str = Field(default="", validation_alias="OPENAI_BASE_URL")
    chat_model: str = Field(default="", validation_alias="DOORSTEP_CHAT_MODEL")
    vision_model: str = Field(default="", validation_alias="DOORSTEP_VISION_MODEL")
    embedding_model: str = Field(default="", validation_alias="DOORSTEP_EMBEDDING_MODEL")
    model_timeout: float = Field(
        default=30.0, gt=0, le=240, validation_alias="DOORSTEP_MODEL_TIMEOUT"
    )

    rerank_url: str = Field(default="", validation_alias="DOORSTEP_RERANK_URL")
    rerank_model: str = Field(default="", validation_alias="DOORSTEP_RERANK_MODEL")
    rerank_key: SecretStr = Field(default=SecretStr(""), validation_alias="DOORSTEP_RERANK_KEY")
    query_step: bool = Field(default=False, validation_alias="DOORSTEP_QUERY_STEP")

    model_budget: float | None = Field(
        default=None, ge=0, validation_alias="DOORSTEP_MODEL_BUDGET"
    )  # US dollars that written answers may cost in a day (UTC); None = no cap
    model_price_in: float | None = Field(
        default=None, ge=0, validation_alias="DOORSTEP_MODEL_PRICE_IN"
    )  # US dollars for a million tokens that the chat model reads
    model_price_out: float | None = Field(
        default=None, ge=0, validation_alias="DOORSTEP_MODEL_PRICE_OUT"
    )  # and for a million that it writes

    embedding_price: float | None = Field(
        default=None, ge=0, validation_alias="DOORSTEP_EMBEDDING_PRICE"
    )  # US dollars for a million tokens; None = as published, when we know it
    embedding_budget: float = Field(
        default=0.0, ge=0, validation_alias="DOORSTEP_EMBEDDING_BUDGET"
    )  # US dollars that one ingest may spend without being asked
    ingest_nice: int = Field(
        default=10, ge=0, le=19, validation_alias="DOORSTEP_INGEST_NICE"
    )  # how far an ingest of the command line gives way to all else; free cores are used anyway

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token_shape(cls, value: SecretStr) -> SecretStr:
        return _prefixed(value, "xoxb-", "SLACK_BOT_TOKEN")

    @field_validator("slack_app_token")
    @classmethod
    def _app_token_shape(cls, value: SecretStr) -> SecretStr:
        return _prefixed(value, "xapp-", "SLACK_APP_TOKEN")

    @field_validator("slack_api_url", "chroma_url", "openai_base_url", "rerank_url", "tracker_url")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            msg = "the address must start with http:// or https://"
            raise ValueError(msg)
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _trailing_slash(cls, value: str) -> str:
        return value.rstrip("/") + "/"

    @model_validator(mode="after")
    def _absolute_home(self) -> Self:
        object.__setattr__(self, "home", self.home.expanduser().resolve())
        return self

    @model_validator(mode="after")
    def _budget_has_prices(self) -> Self:
        """A cap that cannot count would be worse than none."""
        if self.model_budget is not None and None in {self.model_price_in, self.model_price_out}:
            msg = (
                "DOORSTEP_MODEL_BUDGET counts with DOORSTEP_MODEL_PRICE_IN and "
                "DOORSTEP_MODEL_PRICE_OUT: set both, from your provider's price list"
            )
            raise ValueError(msg)
        return self

    @property
    def database(self) -> str:
        """SQLAlchemy URL of the ticket database."""
        if not self.database_url:
            return f"sqlite:///{self.home / 'doorstep.db'}"
        return _with_driver(self.database_url)

    @property
    def workflow_database(self) -> str:
        """SQLAlchemy URL of the durable workflows' own database; apart from the tickets'."""
        if self.workflow_database_url:
            return _with_driver(self.workflow_database_url)
        return f"sqlite:///{self.home / 'workflows.db'}"

    @property
    def index_folder(self) -> Path:
        return self.home / "index"

    @property
    def catalogue_file(self) -> Path:
        """Where the sources are declared."""
        return self.sources_file or self.home / "sources.yaml"

    @property
    def cache_folder(self) -> Path:
        """Checkouts and fetched pages; may be deleted."""
        return self.home / "cache"

    @property
    def reports_folder(self) -> Path:
        """The last ingest of each source, as a page and as JSON."""
        return self.home / "reports"

    @property
    def files_folder(self) -> Path:
        return self.home / "files"

    @property
    def tracker_name(self) -> str:
        """Which tracker knows a ticket: another place is another tracker. "" = none."""
        if not self.tracker:
            return ""
        host = urlsplit(self.tracker_url).netloc.rpartition("@")[2]
        where = "/".join(part for part in (host, self.tracker_project) if part)
        return f"{self.tracker}:{where}"[:200]

    @property
    def embeddings(self) -> str:
        """Model spec: `bundled`, or `provider:model`. A key without a choice means OpenAI's."""
        if self.embedding_model:
            return self.embedding_model
        return (
            "openai:text-embedding-3-small" if self.openai_api_key.get_secret_value() else "bundled"
        )

    @property
    def chat(self) -> str:
        """Model spec `provider:model`; empty when answers are quoted from the documentation."""
        if self.chat_model:
            return _spec(self.chat_model)
        return "openai:gpt-5-mini" if self.openai_api_key.get_secret_value() else ""

    @property
    def vision(self) -> str:
        """Model spec `provider:model`; empty when no model reads pictures.

        A key alone does not choose one: a picture cannot be redacted before it is sent.
        """
        return _spec(self.vision_model)


def load_settings(**overrides: object) -> Settings:
    """Read the settings; keyword arguments win. Raises ConfigError with one line a problem."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        problems = "; ".join(
            f"{_name(item['loc'])}: {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors(include_input=False)
        )
        raise ConfigError(
            f"The settings cannot be used: {problems}.",
            "Correct them in the environment or in .env; .env.example explains each one.",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(f"The file .env cannot be read: {reason}.", "Correct it.") from None


def _spec(model: str) -> str:
    """A bare name means OpenAI's, or a compatible server's."""
    return model if ":" in model or not model else f"openai:{model}"


def _name(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "settings"


def _prefixed(value: SecretStr, prefix: str, name: str) -> SecretStr:
    text = value.get_secret_value().strip()
    if text and not text.startswith(prefix):
        msg = f"{name} must start with {prefix}"
        raise ValueError(msg)
    return SecretStr(text)


def _with_driver(url: str) -> str:
    """Accept the URLs that hosting services hand out and name the driver that is installed."""
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url
