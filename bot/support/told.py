"""The fields of a ticket, out of what was read: the developer's own words where there are any."""

from __future__ import annotations

from collections.abc import Sequence

from bot.support.extraction.models import Extraction, Found
from bot.support.models import Attachment, Ticket, TicketFields

_IDS = {"channel_ids": "channel", "user_ids": "user", "call_ids": "call"}


def told_fields(extraction: Extraction, text: str) -> TicketFields:
    """The fields that `text` itself gives; `extraction` is what was read in it."""
    known = extraction.first
    systems = (all_of(extraction, "os_version"), all_of(extraction, "device"))
    return TicketFields(
        product=known("product") or known("sdk") or "",
        project=known("project") or "",
        sdk_version=all_of(extraction, "sdk_version"),
        platform=all_of(extraction, "platform"),
        framework=all_of(extraction, "framework"),
        environment=", ".join(filter(None, systems)),
        steps=known("reproduction_steps") or _narrated(extraction, text),
        expected=known("expected") or "",
        actual=known("actual") or "",
        error_codes=all_of(extraction, "error_codes"),
        frequency=next((_words(one, text) for one in extraction.frequency), ""),
        impact="\n".join(dict.fromkeys(one.value for one in extraction.impact)),
        regression="\n".join(dict.fromkeys(one.value for one in extraction.regression)),
        occurred=all_of(extraction, "timestamps"),
        ids=", ".join(
            f"{kind} {value}" for name, kind in _IDS.items() if (value := all_of(extraction, name))
        ),
        tried=known("tried") or "",
    )


def pictured_fields(files: Sequence[Attachment]) -> TicketFields:
    """What a model read in pictures: nobody said it, and it may be misread."""
    facts = [picture.facts for one in files for picture in one.pictures]

    def every(name: str) -> str:
        return ", ".join(dict.fromkeys(value for one in facts for value in getattr(one, name)))

    return TicketFields(
        sdk_version=every("sdk_version"),
        platform=every("platform"),
        environment=", ".join(filter(None, [every("os_version"), every("device")])),
        error_codes=every("error_codes"),
    )


def doubt(ticket: Ticket, field: str) -> str:
    """Why staff should ask before they rely on a field; "" where it was said."""
    if field in ticket.pictured:
        return "read in a picture by a model"
    return "assumed" if field in ticket.assumed else ""


def all_of(extraction: Extraction, field: str) -> str:
    """Every distinct value, in the order of the text."""
    return ", ".join(dict.fromkeys(found.value for found in extraction.found(field)))


def _narrated(extraction: Extraction, text: str) -> str:
    """Who tells how it comes about in running text has told the steps."""
    told = (_words(one, text) for one in extraction.repro_steps_present if one.rule != "steps told")
    hit = {one.value for one in extraction.impact}
    return "\n".join(one for one in dict.fromkeys(told) if one not in hit)


def _words(found: Found, text: str) -> str:
    """What was written, where the value is only what it stands for."""
    return text[found.start : found.end].strip() if found.source == "text" else found.value
