"""One report, read by all rules."""

from collections.abc import Sequence

from bot.support.extraction import circumstances, names, steps
from bot.support.extraction.devices import devices
from bot.support.extraction.digests import digest
from bot.support.extraction.document import Document, read
from bot.support.extraction.environment import os_versions
from bot.support.extraction.errors import codes_in, error_codes
from bot.support.extraction.frameworks import affected_tools, frameworks
from bot.support.extraction.identifiers import identifiers, timestamps
from bot.support.extraction.logs import logs_present
from bot.support.extraction.models import Extraction, Found
from bot.support.extraction.platforms import platforms
from bot.support.extraction.projects import projects
from bot.support.extraction.severity import severity
from bot.support.extraction.symptoms import has_crash_trace
from bot.support.extraction.versions import sdk_versions
from bot.support.extraction.vocabulary import Catalogue

# A log adds what the text leaves open. These fields a log can tell; the rest is for people to say.
_TOLD_BY_LOGS = ("sdk_version", "platform", "os_version", "device")
_NO_NAMES = Catalogue()


def extract(text: str, logs: Sequence[str] = (), catalogue: Catalogue = _NO_NAMES) -> Extraction:
    """Read the ticket fields of `text`, and of `logs` for what only a log tells.

    Never raises on any text, and takes time linear in its length. `catalogue` holds the vendor's
    own product and SDK names.
    """
    report = _report(read(text), catalogue, logs)
    for number, log in enumerate(logs):
        report = _with_log(report, read(log), f"log:{number}", catalogue)
    return report


def _report(document: Document, catalogue: Catalogue, logs: Sequence[str]) -> Extraction:
    systems = os_versions(document)
    tools = frameworks(document)
    named = devices(document)
    told_steps = steps.reproduction_steps(document)
    pasted = [document.text[region.start : region.end] for region in document.logs]
    everything = [*pasted, *logs]
    crashed = any(has_crash_trace(log) for log in everything)
    hit = circumstances.impact(document)
    launch = next((one for one in hit if one.rule == "impact: launch"), None)
    level, reason = severity(document, logged_crash=crashed, launch=launch)
    return Extraction(
        product=tuple(names.products(document, catalogue)),
        project=tuple(projects(document, catalogue)),
        sdk=tuple(names.sdks(document, catalogue)),
        sdk_version=tuple(sdk_versions(document, catalogue, [*systems, *tools, *named])),
        platform=tuple(platforms(document, systems, named)),
        framework=tuple(affected_tools(tools)),
        os_version=tuple(systems),
        device=tuple(named),
        error_codes=tuple(error_codes(document)),
        channel_ids=tuple(identifiers(document, "channel_ids")),
        user_ids=tuple(identifiers(document, "user_ids")),
        call_ids=tuple(identifiers(document, "call_ids")),
        timestamps=tuple(timestamps(document)),
        reproduction_steps=tuple(told_steps),
        repro_steps_present=tuple(steps.repro_steps_present(document, told_steps)),
        expected=tuple(steps.results(document, "expected")),
        actual=tuple(steps.results(document, "actual")),
        tried=tuple(circumstances.tried(document)),
        logs_present=tuple(
            logs_present(document.whole, document.title, document.logs, document.entries)
        ),
        regression=tuple(circumstances.regression(document)),
        frequency=tuple(circumstances.frequency(document)),
        impact=tuple(hit),
        severity=(level,),
        severity_reason=reason,
        log_digest=digest(everything, lambda log: (found.value for found in codes_in(log))),
    )


def _with_log(report: Extraction, log: Document, source: str, catalogue: Catalogue) -> Extraction:
    """Return the report with what a log file adds; what the person wrote is never overruled."""
    systems, phones = os_versions(log), devices(log)
    read_from_log = {
        "sdk_version": sdk_versions(log, catalogue, systems),
        "platform": platforms(log, systems, phones),
        "os_version": systems,
        "device": phones,
    }
    added: dict[str, tuple[Found, ...]] = {}
    for field in _TOLD_BY_LOGS:
        if not report.found(field):
            added[field] = _sourced(read_from_log[field], source)
    told = {found.value for found in report.error_codes}
    codes = [found for found in error_codes(log) if found.value not in told]
    added["error_codes"] = (*report.error_codes, *_sourced(codes, source))
    whole = Found(value=source, start=0, end=len(log.text), rule="log file", source=source)
    added["logs_present"] = (*report.logs_present, whole)
    return report.model_copy(update=added)


def _sourced(found: list[Found], source: str) -> tuple[Found, ...]:
    return tuple(one.model_copy(update={"source": source}) for one in found)
