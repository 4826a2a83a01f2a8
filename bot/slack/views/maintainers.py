"""What doc maintainers see: an ingest under way, and its report."""

from __future__ import annotations

from bot.slack.text import clamp, escape
from bot.slack.views.blocks import Block, context, section
from bot.support.messages import IngestNews
from bot.support.models import Finding, IngestOutcome

_BAR = 16  # blocks
_LINE = 160  # characters of an example
_STAGES = {
    "read": "reading files",
    "pages": "reading and embedding pages",
}
_FINDINGS = {
    "affected": "Past answers and open tickets that stand on pages which changed or vanished",
    "skipped": "Files that were skipped",
    "broken_imports": "Imports that lead nowhere",
    "broken_links": "Links that lead nowhere",
    "front_matter": "Front matter that is not valid",
    "without_text": "Pages without text",
    "stale": "Last updated more than two years ago",
    "lagging": "Missing or older in another language",
}
_ACT = frozenset(_FINDINGS) - {"stale", "lagging"}


def ingest_news(content: IngestNews) -> list[Block]:
    """One line on what happened; what to act on first; then what to know."""
    source = escape(content.order.source)
    if content.problem:
        return [
            section(f":x: *{source}* was not ingested: {escape(content.problem)}"),
            context("The index is as it was.", escape(content.remedy), _why(content)),
        ]
    if content.outcome is None:
        return [section(f":hourglass_flowing_sand: *{source}*: {_progress(content)}"), _by(content)]
    return _report(source, content, content.outcome)


def ingest_text(content: IngestNews) -> str:
    """The notification of it."""
    source = content.order.source
    if content.problem:
        return f"{source} was not ingested: {content.problem}"
    return f"{source}: {_figures(content.outcome)}" if content.outcome else f"{source}: ingesting"


def _report(source: str, content: IngestNews, outcome: IngestOutcome) -> list[Block]:
    act = [one for one in outcome.findings if one.kind in _ACT]
    know = [one for one in outcome.findings if one.kind not in _ACT]
    mark = ":warning:" if act or outcome.incomplete else ":white_check_mark:"
    blocks = [section(f"{mark} *{source}*: {_figures(outcome)}")]
    if outcome.incomplete:
        blocks.append(
            section(
                f"*The load is incomplete, so nothing was removed:* {escape(outcome.incomplete)}"
            )
        )
    blocks += [section(_finding(one)) for one in act]
    blocks += [context(_finding(one)) for one in know]
    return [*blocks, _by(content)]


def _figures(outcome: IngestOutcome) -> str:
    changes = [
        f"{count:,} {what}"
        for count, what in (
            (outcome.added, "added"),
            (outcome.changed, "changed"),
            (outcome.moved, "moved"),
            (outcome.removed, "removed"),
        )
        if count
    ]
    said = ", ".join(changes) or "nothing changed"
    return f"{outcome.pages:,} pages, {said}; {outcome.embedded:,} texts embedded, {_span(outcome)}"


def _span(outcome: IngestOutcome) -> str:
    minutes, seconds = divmod(round(outcome.seconds), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{outcome.seconds:.1f} s"


def _finding(finding: Finding) -> str:
    examples = "\n".join(f"• {escape(clamp(one, _LINE))}" for one in finding.examples)
    left = finding.count - len(finding.examples)
    more = f"\n• and {left:,} more" if left > 0 else ""
    return f"*{_FINDINGS[finding.kind]}* ({finding.count:,})\n{examples}{more}"


def _progress(content: IngestNews) -> str:
    if not content.stage:
        return "starting"
    stage = _STAGES.get(content.stage, escape(content.stage))
    if not content.total:
        return f"{stage}, {content.done:,}"
    filled = round(_BAR * min(1.0, content.done / content.total))
    bar = "█" * filled + "░" * (_BAR - filled)
    return f"{stage} `{bar}` {content.done:,} of {content.total:,}"


def _why(content: IngestNews) -> str:
    if content.asked_by:
        return f"Asked for by {escape(content.asked_by)}"
    return f"Started by {escape(content.order.why)}"


def _by(content: IngestNews) -> Block:
    return context(_why(content))
