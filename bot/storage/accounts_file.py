"""Files of accounts, YAML or CSV, in and out; every problem is named with its line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from bot.errors import AccountsError
from bot.support.account_changes import written
from bot.support.account_rows import NotRows, Row, read_rows
from bot.support.accounts import Account, clash_of
from knowledge.yaml_lines import NotYaml, Written, line_of, read_yaml

_LIST: TypeAdapter[tuple[Account, ...]] = TypeAdapter(tuple[Account, ...])
_SHOWN = 5  # problems
_LARGEST = 20 * 1024 * 1024  # bytes
_REMEDY = "Nothing was imported. Correct the file."


def read_accounts(file: Path, plans: Collection[str]) -> tuple[Account, ...]:
    """All that the file names. Raises AccountsError with lines (and columns) for what is wrong."""
    text = _text_of(file)
    rows = file.suffix.lower() in {".csv", ".tsv", ".txt"}
    found = _from_rows(text, file.name, plans) if rows else _from_yaml(text, file.name, plans)
    if not found:
        raise AccountsError(f"{file.name} names no account.", _REMEDY)
    return found


def to_yaml(accounts: Sequence[Account]) -> str:
    """The accounts as a file that `read_accounts` reads."""
    content = [written(one) for one in accounts]
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)


def _from_yaml(text: str, name: str, plans: Collection[str]) -> tuple[Account, ...]:
    try:
        source = read_yaml(text, name)
    except NotYaml as refusal:
        raise AccountsError(str(refusal), _REMEDY) from None
    if not isinstance(source.content, list):
        raise AccountsError(f"{name}, line 1: a list of accounts is expected.", _REMEDY)
    try:
        accounts = _LIST.validate_python(source.content)
        _require_plans(accounts, plans)
    except ValidationError as error:
        raise AccountsError(source.problems(error, "accounts"), _REMEDY) from None
    lines = [_line(source, number) for number in range(len(accounts))]
    _require_distinct(accounts, lines, name)
    return accounts


def _from_rows(text: str, name: str, plans: Collection[str]) -> tuple[Account, ...]:
    try:
        rows = read_rows(text)
        _require_known(rows, plans)
    except NotRows as refusal:
        problems = [f"{name}, {one}." for one in str(refusal).splitlines()]
        more = len(problems) - _SHOWN
        shown = [*problems[:_SHOWN], *([f"And {more} more."] if more > 0 else [])]
        raise AccountsError("\n".join(shown), _REMEDY) from None
    accounts = tuple(one.account for one in rows)
    _require_distinct(accounts, [one.line for one in rows], name)
    return accounts


def _require_known(rows: Sequence[Row], plans: Collection[str]) -> None:
    """Raise NotRows, with the lines."""
    problems = [
        f"line {one.line}, column plan: {_no_plan(one.account, plans)}"
        for one in rows
        if one.account.plan not in plans
    ]
    if problems:
        raise NotRows("\n".join(problems))


def _require_plans(accounts: Sequence[Account], plans: Collection[str]) -> None:
    """Raise ValidationError, with the places."""
    unknown = [
        InitErrorDetails(
            type=PydanticCustomError(
                "unknown_plan", "{problem}", {"problem": _no_plan(one, plans)}
            ),
            loc=(number, "plan"),
            input=one.plan,
        )
        for number, one in enumerate(accounts)
        if one.plan not in plans
    ]
    if unknown:
        raise ValidationError.from_exception_data("Accounts", unknown)


def _no_plan(account: Account, plans: Collection[str]) -> str:
    return f"unknown plan {account.plan!r}; the plans are {', '.join(plans)}"


def _require_distinct(accounts: Sequence[Account], lines: Sequence[int], name: str) -> None:
    if clash := clash_of(accounts):
        second = max(n for n, one in enumerate(accounts) if one.name == clash.second)
        raise AccountsError(f"{name}, line {lines[second]}: {clash}.", _REMEDY)


def _line(source: Written, number: int) -> int:
    return line_of(source.tree, (number,))


def _text_of(file: Path) -> str:
    try:
        if file.stat().st_size > _LARGEST:
            raise AccountsError(f"{file} is larger than 20 MB: that is no list of accounts.")
        content = file.read_bytes()
    except OSError as error:
        raise AccountsError(f"{file} cannot be read: {error.strerror}.") from None
    text = _decoded(content)
    if text is None:
        raise AccountsError(
            f"{file.name} is written in an encoding that is not known.",
            "Save it as UTF-8 (in Excel: CSV UTF-8).",
        )
    return text


def _decoded(content: bytes) -> str | None:
    """UTF-8 with or without a mark, UTF-16 with one, or the GBK of a Chinese Excel."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        return None if wide else _gbk(content)


def _gbk(content: bytes) -> str | None:
    """None for other legacy encodings: a `ü` and the letter after it would pass for a rare sign."""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return None
    foreign = [one.encode("gb18030") for one in text if not one.isascii()]
    usual = sum(len(one) == 2 and min(one) >= 0xA1 for one in foreign)  # noqa: PLR2004 - GB 2312
    return text if usual * 2 > len(foreign) else None
