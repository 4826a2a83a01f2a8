"""Ingests as the desk orders, schedules and reports them."""

from __future__ import annotations

from datetime import datetime

from bot.support.models.base import Model


class IngestOrder(Model):
    """A wish to ingest a source. `run` names the run: the same run happens once.

    `by` is the user who asked ("" = nobody) and `why` how it came: asked, schedule, webhook.
    """

    source: str
    run: str
    why: str
    by: str = ""


class Schedule(Model):
    """When a source is ingested by itself. `cron` has five fields."""

    source: str
    cron: str


class Citing(Model):
    """Something that people were told from a page. `ticket` is the open ticket's label, or ""."""

    path: str  # of the page, as it was cited
    said: str  # the question, or the ticket's summary
    at: datetime
    ticket: str = ""
    url: str = ""


class Finding(Model):
    """What a maintainer should look at after an ingest: so many of a kind, and some of them."""

    kind: str
    count: int
    examples: tuple[str, ...] = ()


class IngestOutcome(Model):
    """What one ingest did, in the figures that fit a message. `seconds` is how long it took."""

    source: str
    pages: int
    added: int
    changed: int
    moved: int
    removed: int
    unchanged: int
    chunks: int
    embedded: int
    seconds: float
    incomplete: str = ""
    findings: tuple[Finding, ...] = ()
