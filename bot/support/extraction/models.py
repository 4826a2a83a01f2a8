"""What was read from a report: values with the place each one came from."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

SeverityName = Literal["critical", "high", "medium", "low"]

# Keys whose flat form is a list, in the order in which people read them.
LIST_FIELDS = ("sdk_version", "platform", "framework", "os_version", "device", "error_codes")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Found(_Frozen):
    """One value and its evidence.

    `start` and `end` are character offsets into the source: `text`, or `log:0`, `log:1`, ... for
    the logs in the order given. Versions, devices, OS versions, error codes and texts are literal:
    they equal the span. Platforms, flags and severities are normalised: the span is their evidence.
    """

    value: str
    start: int
    end: int
    rule: str
    source: str = "text"


class Span(_Frozen):
    """A `Found` with the name of its field, for `--json`."""

    field: str
    value: str
    start: int
    end: int
    rule: str
    source: str


class LogLine(_Frozen):
    """A line of a log; `number` counts from 1. `code` is the error code that it names."""

    number: int
    text: str
    time: str | None = None
    code: str = ""


class Gap(_Frozen):
    """A silence in a log: no line for so many seconds, before line `line`."""

    line: int
    after: str
    seconds: float


class LogDigest(_Frozen):
    """What staff want to know of a log before they open it.

    Times are the log's own, as it writes them. `around` are the lines about the first failure, and
    `failed` what failed by itself in a format that says so: requests of a HAR, the crashed thread.
    """

    lines: int
    first_error: LogLine | None = None
    error_codes: tuple[tuple[str, int], ...] = ()
    versions: tuple[str, ...] = ()
    format: str = ""
    sdk_version: str = ""  # what the SDK calls itself in its first lines
    first_time: str = ""
    last_time: str = ""
    seconds: float | None = None
    gaps: tuple[Gap, ...] = ()
    around: tuple[LogLine, ...] = ()
    failed: tuple[str, ...] = ()


class Extraction(_Frozen):
    """Every ticket field found in a report; an empty tuple means that the text does not say."""

    product: tuple[Found, ...] = ()
    project: tuple[Found, ...] = ()
    sdk: tuple[Found, ...] = ()
    sdk_version: tuple[Found, ...] = ()
    platform: tuple[Found, ...] = ()
    framework: tuple[Found, ...] = ()
    os_version: tuple[Found, ...] = ()
    device: tuple[Found, ...] = ()
    error_codes: tuple[Found, ...] = ()
    channel_ids: tuple[Found, ...] = ()
    user_ids: tuple[Found, ...] = ()
    call_ids: tuple[Found, ...] = ()
    timestamps: tuple[Found, ...] = ()
    reproduction_steps: tuple[Found, ...] = ()
    repro_steps_present: tuple[Found, ...] = ()
    expected: tuple[Found, ...] = ()
    actual: tuple[Found, ...] = ()
    tried: tuple[Found, ...] = ()
    logs_present: tuple[Found, ...] = ()
    regression: tuple[Found, ...] = ()
    frequency: tuple[Found, ...] = ()
    impact: tuple[Found, ...] = ()
    severity: tuple[Found, ...] = ()
    severity_reason: str = ""
    log_digest: LogDigest | None = None

    def first(self, field: str) -> str | None:
        """Return the leading value of `field`, or None when the text does not say."""
        found = self.found(field)
        return found[0].value if found else None

    def found(self, field: str) -> tuple[Found, ...]:
        """Return everything found for `field`; raises KeyError for a name that is no such field."""
        value = dict(self).get(field)
        if not isinstance(value, tuple):
            raise KeyError(field)
        return value

    def fields(self) -> dict[str, str | list[str] | bool]:
        """Return the flat form that the evaluation data and `extract --batch` use."""
        flat: dict[str, str | list[str] | bool] = {"sdk": self.first("sdk") or ""}
        flat |= {name: [found.value for found in self.found(name)] for name in LIST_FIELDS}
        flat["repro_steps_present"] = bool(self.repro_steps_present)
        flat["logs_present"] = bool(self.logs_present)
        flat["severity"] = self.first("severity") or "medium"
        return flat

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return every value with its field and place, in reading order within each source."""
        spans = [
            Span(field=name, **found.model_dump())
            for name, value in self
            if isinstance(value, tuple)
            for found in value
        ]
        return tuple(sorted(spans, key=lambda span: (span.source, span.start, span.field)))
