"""What a conversation has told so far, read by rules: the basis of triage and of every draft."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import Field

from bot.support.extraction.asking import asks
from bot.support.extraction.digests import CRASH_FORMATS
from bot.support.extraction.document import read as read_document
from bot.support.extraction.extract import extract
from bot.support.extraction.merging import Suggestion, merged
from bot.support.extraction.models import Extraction, Found
from bot.support.extraction.severity import NO_PROBLEM
from bot.support.intake import known_fields, missing_fields
from bot.support.models import (
    AttachedLog,
    Attachment,
    Conversation,
    Model,
    Severity,
    TicketFields,
    Turn,
)
from bot.support.policy import Policy
from bot.support.signals import Signals, Symptom, read_signals
from bot.support.told import all_of, pictured_fields, told_fields

_WORD = re.compile(r"\w", re.UNICODE)
_EMOJI_CODE = re.compile(r":[a-z0-9_+'-]+:")
_SUMMARY_LENGTH = 120


class Reading(Model):
    """One look at the conversation."""

    text: str
    extraction: Extraction
    signals: Signals
    severity: Severity
    severity_reason: str
    fields: TicketFields
    missing: tuple[str, ...]
    assumed: tuple[str, ...] = ()  # fields that nobody said: what the customer uses as a rule
    pictured: tuple[str, ...] = ()  # fields that nobody said: what a model read in a picture
    # What a model said that has read the words, too; empty when none has.
    suggestion: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @property
    def told(self) -> TicketFields:
        """The fields without what is only assumed, or read in a picture."""
        return self.fields.model_copy(update=dict.fromkeys((*self.assumed, *self.pictured), ""))

    @property
    def usual(self) -> TicketFields:
        """Only what is assumed."""
        return TicketFields(**{name: getattr(self.fields, name) for name in self.assumed})

    @property
    def platform(self) -> str:
        return self.extraction.first("platform") or ""

    @property
    def version(self) -> str:
        return self.extraction.first("sdk_version") or ""


def has_words(text: str) -> bool:
    """False for nothing, emoji or punctuation alone."""
    return bool(_WORD.search(_EMOJI_CODE.sub("", text)))


def read(conversation: Conversation, turns: Sequence[Turn], latest: str, policy: Policy) -> Reading:
    """Read the developer's turns; `latest` is the text that decides what is wished for."""
    text = "\n\n".join(turn.text for turn in turns) or latest
    files = [one for turn in turns for one in turn.attachments]
    extraction = with_files(extract(text, catalogue=policy.catalogue), files)
    signals = _signals(latest, text, files)
    severity, reason = rated(extraction, signals, files)
    told, pictured = told_fields(extraction, text), pictured_fields(files)
    fields = _fields(conversation, told, pictured, turns[0].text if turns else text)
    unsaid = [name for name, value in fields if value and not getattr(told, name)]
    return Reading(
        text=text,
        extraction=extraction,
        signals=signals,
        severity=severity,
        severity_reason=reason,
        fields=fields,
        missing=_missing(signals, fields, extraction, policy),
        assumed=tuple(one for one in unsaid if not getattr(pictured, one) and one != "summary"),
        pictured=tuple(one for one in unsaid if getattr(pictured, one)),
    )


def _signals(latest: str, everything: str, files: Sequence[Attachment]) -> Signals:
    """Wishes come from the latest message; what is reported, or only asked, from all."""
    signals, told = read_signals(latest), read_signals(everything)
    if signals.is_problem and told.is_problem and signals.symptom is not Symptom.DEFECT:
        return signals  # else the details of a problem, whose kind was told before
    symptom = told.symptom
    if not told.is_problem and not asks(read_document(everything)):
        symptom = _shown_by(files)
    return signals.model_copy(update={"symptom": symptom})


def _shown_by(files: Sequence[Attachment]) -> Symptom:
    """A log or a picture without a word about it tells of a problem when it holds a failure.

    Of a crash, which calls people, a log alone can tell: anybody can draw a picture of one.
    """
    logs = [log for one in files for log in one.logs]
    if any(_is_crash(log) for log in logs):
        return Symptom.CRASH
    digests = [log.digest for log in logs]
    digests += [picture.digest for one in files for picture in one.pictures]
    return Symptom.ERROR if any(one.first_error for one in digests) else Symptom.HOW_TO


def rated(
    extraction: Extraction, signals: Signals, files: Sequence[Attachment] = ()
) -> tuple[Severity, str]:
    """How bad it is, and the reason in one sentence; for a problem what extraction says."""
    if not signals.is_problem:
        return Severity.LOW, "A question, not a problem."
    crash = next((one for one in files if any(_is_crash(log) for log in one.logs)), None)
    if crash is not None:
        return Severity.CRITICAL, f"{crash.name} holds a crash."
    if all(found.rule == NO_PROBLEM for found in extraction.severity):
        alone = "the log" if any(one.logs for one in files) else "a picture"
        return Severity.MEDIUM, f"Only {alone} tells of an error."
    return Severity(extraction.first("severity") or "medium"), extraction.severity_reason


def _is_crash(log: AttachedLog) -> bool:
    return log.digest.format in CRASH_FORMATS


def _fields(
    conversation: Conversation, told: TicketFields, pictured: TicketFields, opening: str
) -> TicketFields:
    """What was told; else what pictures show; else what the asker uses as a rule."""
    usual = TicketFields(
        product=conversation.product,
        project=conversation.project,
        sdk_version=conversation.version,
        platform=conversation.platform,
    )
    filled = {
        name: value or getattr(pictured, name) or getattr(usual, name) for name, value in told
    }
    return TicketFields(**filled | {"summary": _first_line(opening)})


def deepened(reading: Reading, suggestion: Suggestion, policy: Policy) -> Reading:
    """With what a model found beyond the rules, where it stands in the text; asks for less then.

    What stands in the text also takes the place of what nobody said.
    """
    kept = {name: tuple(values) for name, values in suggestion.items()}
    reading = reading.model_copy(update={"suggestion": kept})
    extraction = merged(reading.extraction, suggestion, reading.text)
    if extraction == reading.extraction:
        return reading
    by_rules = told_fields(reading.extraction, reading.text)
    found = {
        name: value
        for name, value in told_fields(extraction, reading.text)
        if value and getattr(reading.told, name) in {"", getattr(by_rules, name)}
    }
    fields = reading.fields.model_copy(update=found)
    return reading.model_copy(
        update={
            "extraction": extraction,
            "fields": fields,
            "missing": _missing(reading.signals, fields, extraction, policy),
            "assumed": tuple(name for name in reading.assumed if name not in found),
            "pictured": tuple(name for name in reading.pictured if name not in found),
        }
    )


def _missing(
    signals: Signals, fields: TicketFields, extraction: Extraction, policy: Policy
) -> tuple[str, ...]:
    """What this kind of problem needs, and neither words, files nor the usual setting give."""
    if not signals.is_problem:
        return ()
    given = {name for name, value in fields.model_dump().items() if value}
    known = known_fields(extraction) | given
    return missing_fields(signals.symptom.value, known, policy.intake_of(fields.product))


def _first_line(text: str) -> str:
    line = next((one.strip() for one in text.splitlines() if one.strip()), "")
    return line if len(line) <= _SUMMARY_LENGTH else line[: _SUMMARY_LENGTH - 1] + "…"


def with_files(extraction: Extraction, attachments: Sequence[Attachment]) -> Extraction:
    """What the logs in the files add; what a person wrote is never overruled."""
    for one in attachments:
        for number, log in enumerate(one.logs):
            extraction = _with_log(extraction, log, f"file:{one.id}:{number}")
    return extraction


def _with_log(extraction: Extraction, log: AttachedLog, source: str) -> Extraction:
    added: dict[str, tuple[Found, ...]] = {}
    for field, values in log.facts:
        before = extraction.found(field)
        if before and field != "error_codes":
            continue
        told = {found.value for found in before}
        new = (_found(value, source) for value in values if value not in told)
        added[field] = (*before, *new)
    added["logs_present"] = (*extraction.logs_present, _found(source, source))
    return extraction.model_copy(update=added)


def _found(value: str, source: str) -> Found:
    """The digest of a file keeps no places in it."""
    return Found(value=value, start=0, end=0, rule="log file", source=source)


def with_logs(fields: TicketFields, extraction: Extraction) -> TicketFields:
    """Fill what nobody wrote from what the logs tell; words win over logs."""
    update = {
        name: found
        for name, found in (
            ("sdk_version", all_of(extraction, "sdk_version")),
            ("platform", all_of(extraction, "platform")),
            ("error_codes", all_of(extraction, "error_codes")),
        )
        if found and not getattr(fields, name)
    }
    return fields.model_copy(update=update)


def seen_in(
    files: Sequence[Attachment], fields: TicketFields, unsaid: Sequence[str]
) -> dict[str, str]:
    """What a model read in pictures of the fields that are empty, or that nobody said."""
    return {
        name: value
        for name, value in pictured_fields(files)
        if value and (name in unsaid or not getattr(fields, name))
    }


def still_missing(
    reading: Reading, fields: TicketFields, files: Sequence[Attachment]
) -> tuple[str, ...]:
    """What this kind of problem needs, and neither the thread nor the form nor a file gave."""
    given = {name for name, value in fields.model_dump().items() if value}
    if any(one.logs for one in files):
        given.add("logs")
    return tuple(name for name in reading.missing if name not in given)
