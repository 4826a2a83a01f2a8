"""A shared file in words: a short line for who sent it, a fuller one for staff."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from bot.support.extraction.models import Extraction, LogDigest
from bot.support.models import AttachedLog, Attachment, LogFacts, ReadPicture
from bot.support.phrases import say

_SYSTEMS = {"android": "Android", "ios": "iOS", "web": "Web"}
_LONG = 20  # lines; a shorter log is read at a glance
_CODES = 5
_LINE = 120  # characters of a line that are shown
_WIDE = 200  # of a line in an excerpt
_EXCERPTS = 3  # logs whose failure is shown with the lines around it
_MINUTE = 60


def say_files(attachments: Sequence[Attachment], language: str) -> str:
    """What was read, and each file that could not be, with the reason; "" for nothing to say.

    `I read your log (1,204 lines): SDK 4.3.1, Android 14, first error 1109 at 10:42:07.`
    """
    logs = list(chain.from_iterable(one.logs for one in attachments))
    parts = [_say_logs(logs, language)] if logs else []
    if pictures := _named_pictures(attachments):
        parts.append(_say_pictures(pictures, language))
    parts += [
        say(language, "file_problem", name=one.name, problem=one.problem)
        for one in attachments
        if one.problem
    ]
    return ("" if language == "zh" else " ").join(parts)


def say_read(attachments: Sequence[Attachment], extraction: Extraction, language: str) -> str:
    """The same, with a log that was pasted where no file holds one."""
    said = say_files(attachments, language)
    pasted = extraction.log_digest
    if any(one.logs for one in attachments) or pasted is None or pasted.lines < _LONG:
        return said
    sdk = pasted.sdk_version
    systems = _values(extraction, "os_version")
    facts = LogFacts(
        sdk_version=(sdk,) if sdk else _values(extraction, "sdk_version"),
        platform=_values(extraction, "platform"),
        os_version=tuple(one for one in systems if not sdk or sdk not in one),
    )
    log = _say_logs([AttachedLog(digest=pasted, facts=facts)], language)
    return f"{log} {said}".strip()


def _values(extraction: Extraction, field: str) -> tuple[str, ...]:
    return tuple(one.value for one in extraction.found(field))


def _say_logs(logs: Sequence[AttachedLog], language: str) -> str:
    lines = f"{sum(one.digest.lines for one in logs):,}"
    facts = [*_setting(logs), _first_error(logs, language)]
    joint, colon = ("，", "：") if language == "zh" else (", ", ": ")
    said = colon + joint.join(one for one in facts if one)
    if len(logs) == 1:
        return say(language, "log_read", lines=lines, facts=said)
    return say(language, "logs_read", count=str(len(logs)), lines=lines, facts=said)


def _say_pictures(pictures: Sequence[tuple[str, ReadPicture]], language: str) -> str:
    """What was read, and a wish to be corrected.

    `I read the text in shot.png: SDK 4.3.1, error 1109. Tell me if I misread it.`
    """
    read = [one for _, one in pictures]
    codes = ", ".join(
        dict.fromkeys(code for one in read for code in one.facts.error_codes[:_CODES])
    )
    facts = [*_setting(read), say(language, "picture_codes", codes=codes) if codes else ""]
    comma, colon = ("，", "：") if language == "zh" else (", ", ": ")
    told = comma.join(one for one in facts if one)
    names = "`, `".join(name for name, _ in pictures)
    return say(language, "picture_read", name=names, facts=f"{colon}{told}" if told else "")


def _named_pictures(attachments: Sequence[Attachment]) -> list[tuple[str, ReadPicture]]:
    return [
        (f"{one.name} › {picture.name}" if picture.name else one.name, picture)
        for one in attachments
        for picture in one.pictures
    ]


def _setting(logs: Sequence[AttachedLog | ReadPicture]) -> list[str]:
    version = _first(one.facts.sdk_version for one in logs)
    system = _first(one.facts.os_version for one in logs)
    platform = _SYSTEMS.get(_first(one.facts.platform for one in logs), "")
    if system[:1].isdigit():
        system = f"{platform} {system}".strip()
    return [f"SDK {version}" if version else "", system or platform]


def _first_error(logs: Sequence[AttachedLog], language: str) -> str:
    failing = [one for one in logs if one.digest.first_error is not None]
    if not failing:
        return say(language, "log_no_error")
    digest = min(failing, key=lambda one: not one.digest.error_codes).digest
    first = digest.first_error
    if first is None:
        return ""
    time = (first.time or "")[:8]
    code = first.code or (digest.error_codes[0][0] if len(digest.error_codes) == 1 else "")
    if code and time:
        return say(language, "log_first_code", code=code, time=time)
    if code:
        return say(language, "log_first_code_untimed", code=code)
    if time:
        return say(language, "log_first_error", time=time)
    return say(language, "log_first_line", line=f"{first.number:,}")


def _first(values: Iterable[tuple[str, ...]]) -> str:
    return next((one[0] for one in values if one), "")


def digest_for_staff(attachments: Sequence[Attachment], *, pasted: LogDigest | None = None) -> str:
    """One line a log, those with a failure first, then the pictures that a model read.

    `call.log: 1204 lines (logcat); first error line 88 at 10:42:07: …; 1109 ×3; versions 4.3.1`
    """
    lines = [
        f"{name}: {digest_line(digest)}" if name else digest_line(digest)
        for name, digest in _by_failure(attachments, pasted)
    ]
    lines += [
        f"{name} (a picture, read by a model): {digest_line(picture.digest)}"
        for name, picture in _named_pictures(attachments)
    ]
    return "\n".join(lines[:_CODES])


def excerpts_for_staff(
    attachments: Sequence[Attachment], *, pasted: LogDigest | None = None
) -> list[tuple[str, str]]:
    """Of the first logs with a failure: the name ("" where it was pasted), the lines around it."""
    excerpts = (
        (name, excerpt(digest)) for name, digest in _by_failure(attachments, pasted)[:_EXCERPTS]
    )
    return [(name, lines) for name, lines in excerpts if lines]


def pictures_for_staff(attachments: Sequence[Attachment]) -> list[tuple[str, str]]:
    """The name of each picture that a model read, and the text that it read in it."""
    return [(name, picture.text) for name, picture in _named_pictures(attachments)]


def excerpt(digest: LogDigest) -> str:
    """What failed and the lines around it, the failing one marked; "" where nothing failed.

    `>    88  06-29 10:42:07.377 E BrightSDK: join failed, error code 1109`
    """
    failing = digest.first_error.number if digest.first_error else 0
    failed = [_cut(one, _WIDE) for one in digest.failed[:_CODES]]
    if rest := len(digest.failed) - len(failed):
        failed.append(f"… {rest} more")
    around = [
        f"{'>' if one.number == failing else ' '}{one.number:>6}  {_cut(one.text, _WIDE)}"
        for one in digest.around
    ]
    silent = [
        f"silent for {say_seconds(one.seconds)} after {one.after}, before line {one.line}"
        for one in digest.gaps[:_CODES]
    ]
    return "\n".join([*failed, *around, *silent]) if failed or around else ""


def _by_failure(
    attachments: Sequence[Attachment], pasted: LogDigest | None
) -> list[tuple[str, LogDigest]]:
    """Every log with its name, those with a failure first; "" is the name of a pasted one."""
    named = [
        (f"{one.name} › {log.name}" if log.name else one.name, log.digest)
        for one in attachments
        for log in one.logs
    ]
    if pasted is not None:
        named.insert(0, ("", pasted))
    return sorted(named, key=lambda one: one[1].first_error is None)


def digest_line(digest: LogDigest) -> str:
    """What staff see of one log before they open it."""
    parts = [f"{digest.lines} lines" + (f" ({digest.format})" if digest.format else "")]
    if digest.first_error is not None:
        first = digest.first_error
        at = f" at {first.time}" if first.time else ""
        parts.append(f"first error line {first.number}{at}: {_cut(first.text)}")
    if digest.error_codes:
        parts.append(", ".join(f"{code} ×{count}" for code, count in digest.error_codes[:_CODES]))
    if digest.failed:
        parts.append(f"{len(digest.failed)} failed requests, first {_cut(digest.failed[0])}")
    versions = dict.fromkeys([one for one in (digest.sdk_version, *digest.versions) if one])
    if versions:
        parts.append(f"versions {', '.join(list(versions)[:4])}")
    if digest.seconds:
        gap = digest.gaps[0] if digest.gaps else None
        silence = f", silent for {say_seconds(gap.seconds)} after {gap.after}" if gap else ""
        parts.append(
            f"{digest.first_time} to {digest.last_time} ({say_seconds(digest.seconds)}{silence})"
        )
    return "; ".join(parts)


def say_seconds(seconds: float) -> str:
    """8.2 s, 3 min 20 s, 2 h 5 min."""
    if seconds < _MINUTE:
        return f"{seconds:.1f} s".replace(".0 s", " s")
    minutes, rest = divmod(round(seconds), _MINUTE)
    if minutes < _MINUTE:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, _MINUTE)
    return f"{hours} h {minutes} min"


def _cut(text: str, longest: int = _LINE) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
