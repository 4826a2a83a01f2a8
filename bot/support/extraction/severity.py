"""How bad it is, by symptom, with the reason: crash, main function lost, degraded, cosmetic."""

import re

from bot.support.extraction.asking import failing, reported, reports_problem
from bot.support.extraction.document import Document
from bot.support.extraction.failures import FAILS, FLATLY_FAILS
from bot.support.extraction.models import Found, SeverityName
from bot.support.extraction.patterns import first
from bot.support.extraction.phrases import healthy
from bot.support.extraction.regions import Region, blank, keep
from bot.support.extraction.symptoms import (
    ASKS,
    ASKS_HOW,
    BROWSER,
    COSMETIC,
    CRASH,
    DEGRADED,
    ERROR_NAMED,
    FLAT_FAILURE,
    MINOR,
    NOT_CRASH,
    RECOVERS,
    SECURITY,
    TOTAL,
    WISH,
    main_function_lost,
)

Graded = tuple[Found, str]
NO_PROBLEM = "no problem is told"


def severity(document: Document, *, logged_crash: bool, launch: Found | None = None) -> Graded:
    """Return the severity and its reason in one sentence.

    The title weighs most: it is what the reporter calls the problem. A crash counts anywhere in
    what is told, except as an expected result or as one of the steps. A `launch` that is near
    makes a lost function critical.
    """
    found, reason = _by_symptom(document, logged_crash=logged_crash)
    if launch is None or found.value != "high":
        return found, reason
    critical = found.model_copy(update={"value": "critical", "rule": "a launch is at risk"})
    return critical, f"a launch is at risk ({launch.value[:60]}): {reason}"


def _by_symptom(document: Document, *, logged_crash: bool) -> Graded:
    if not logged_crash and not reports_problem(document):
        return Found(value="low", start=0, end=0, rule=NO_PROBLEM), "nothing is told to go wrong"
    told = _without(document, "expected", "steps")
    return (
        _critical(document, told, logged_crash=logged_crash)
        or _crash_on_the_way(document)
        or _question(document, told)
        or _by_title(document, told)
        or _by_body(document, told)
        or (Found(value="medium", start=0, end=0, rule="default"), "nothing tells how bad it is")
    )


def _without(document: Document, *kinds: str) -> str:
    """Return what is told, without these sections; one that also describes the bug stays."""
    quiet = [
        Region(one.start, one.end)
        for one in document.entries
        if one.kind in kinds
        and one.heading
        and not re.search(r"descri|描述", one.label, re.IGNORECASE)
    ]
    return blank(reported(document), quiet)


def _crash(told: str) -> Region | None:
    for match in first(CRASH, told):
        if not NOT_CRASH.search(told[max(0, match.start() - 16) : match.end() + 10]):
            return Region(*match.span())
    return None


def _crash_on_the_way(document: Document) -> Graded | None:
    """Return high for a crash that only a step mentions: perhaps not the problem, never small."""
    steps = [Region(one.start, one.end) for one in document.of_kind("steps")]
    # A form fences its steps as code, too.
    fenced = keep(blank(document.filled, document.logs), steps)
    for told in (_without(document, "expected"), fenced):
        if region := _crash(told):
            return _graded(told, region, "high", "a step ends in a crash")
    return None


def _critical(document: Document, told: str, *, logged_crash: bool) -> Graded | None:
    if region := _crash(told):
        return _graded(told, region, "critical", "the app crashes")
    if logged_crash and document.logs:
        start, end = document.logs[0]
        found = Found(value="critical", start=start, end=end, rule="crash in the log")
        return found, "the log holds a crash"
    if logged_crash:
        found = Found(value="critical", start=0, end=0, rule="crash in a log file")
        return found, "a log file holds a crash"
    for pattern, reason in ((SECURITY, "a security problem"), (TOTAL, "the service is lost")):
        if total := pattern.search(told):
            return _graded(told, Region(*total.span()), "critical", reason)
    return None


def _question(document: Document, told: str) -> Graded | None:
    """Return low for a title that asks how to, and names nothing that fails."""
    title = document.title
    match = ASKS.search(document.told, *title)
    if match is None and not FAILS.search(reported(document), *title):
        match = ASKS_HOW.search(document.told, *title)
        if match and main_function_lost(told, title.end, len(told)):
            return None
    if match is None:
        return None
    return _graded(document.told, Region(*match.span()), "low", "a question or a request")


def _by_title(document: Document, told: str) -> Graded | None:
    text, title = document.told, document.title
    if match := MINOR.search(text, *title):
        return _graded(text, Region(*match.span()), "low", _MINOR_REASON)
    if match := DEGRADED.search(text, *title):
        return _graded(text, Region(*match.span()), "medium", _DEGRADED_REASON)
    lost = main_function_lost(text, *title)
    if lost is None and (code := ERROR_NAMED.search(text, *title)):
        lost = Region(*code.span())
    # A title may itself be a line of a log: "Unhandled Exception: RoomError(-17)".
    said = reported(document, document.filled)
    if lost is None and (failure := FLAT_FAILURE.search(said, *title)):
        lost = Region(*failure.span())
    return _high(document, told, lost) if lost else None


def _by_body(document: Document, told: str) -> Graded | None:
    lost = main_function_lost(told, 0, len(told))
    told = blank(told, healthy(document.told))
    if lost is None and (match := COSMETIC.search(told)):
        return _graded(told, Region(*match.span()), "low", _MINOR_REASON)
    if match := DEGRADED.search(told):
        return _graded(told, Region(*match.span()), "medium", _DEGRADED_REASON)
    if lost:
        return _high(document, told, lost)
    if match := WISH.search(told):
        return _graded(told, Region(*match.span()), "low", _MINOR_REASON)
    if match := FLATLY_FAILS.search(failing(document, told)):
        return _high(document, told, Region(*match.span()))
    return None


def _high(document: Document, told: str, lost: Region) -> Graded:
    """Return high, or medium where the text itself gives users a way around."""
    if match := RECOVERS.search(told):
        return _graded(told, Region(*match.span()), "medium", "a way around is told")
    for region in healthy(document.told):
        if browser := BROWSER.search(document.told, *region):
            span = Region(*browser.span())
            return _graded(document.told, span, "medium", "another browser works")
    return _graded(document.told, lost, "high", "a main function does not work")


_MINOR_REASON = "a minor or cosmetic defect"
_DEGRADED_REASON = "it works, with loss"


def _graded(text: str, region: Region, level: SeverityName, reason: str) -> Graded:
    found = Found(value=level, start=region.start, end=region.end, rule=reason)
    return found, f"{reason}: {' '.join(text[region.start : region.end].split())[:80]}"
