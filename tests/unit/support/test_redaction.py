"""Secrets go before anything is stored; what only looks like one stays readable."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.support.discretion import DiscreetLibrarian, DiscreetWriter
from bot.support.models import Place
from bot.support.redaction import DEFAULT, RedactionRules, Redactor, scope_of
from knowledge.models import Query
from tests.fakes import FakeLibrarian, FakeWriter

redact = DEFAULT.redact
KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAK\n-----END RSA PRIVATE KEY-----"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"
SECRETS = [
    (KEY, "private key"),
    (KEY[:50], "private key"),
    ("xoxb-1234567890-abcdefghij", "Slack token"),
    ("xapp-1-A0123-456-abcdef", "Slack token"),
    (JWT, "JWT"),
    ("AKIAIOSFODNN7EXAMPLE", "cloud key"),
    ("sk-proj-abcdefghijklmnopqrstuvwx", "API key"),
    ("006" + "aB3+/" * 12, "SDK token"),
    ("BW1." + "aB3_" * 10, "SDK token"),
]
NAMED = [
    "App Certificate: 5f2c1e0d9b8a7c6d5e4f3a2b1c0d9e8f",
    "app_secret=abcdef123456",
    'clientSecret: "abcdef123456"',
    "password is hunter2hunter2",
    "密码：abc123456",
    "api-key = 0123456789",
    "Authorization: Bearer abcdefghijklmnop1234",
]
MARK = re.compile(r"\[redacted [\w -]+ [0-9a-f]{4}\]")
IN_A, IN_B = (
    scope_of(Place(channel="C1", thread_ts="1.1")),
    scope_of(Place(channel="C1", thread_ts="2")),
)


@pytest.mark.parametrize(("secret", "kind"), SECRETS)
def test_a_secret_is_replaced_by_its_kind_and_a_mark(secret: str, kind: str) -> None:
    clean = redact(f"before {secret} after")
    assert clean.startswith(f"before [redacted {kind} ")
    assert MARK.search(clean)
    assert secret not in clean


@pytest.mark.parametrize("text", NAMED)
def test_a_named_secret_keeps_its_name(text: str) -> None:
    clean = redact(text)
    assert "[redacted" in clean
    assert clean.split("[redacted")[0] == text[: len(clean.split("[redacted")[0])]
    assert text.rsplit(maxsplit=1)[-1].strip('"').split("=")[-1].split("：")[-1] not in clean


@given(st.text(max_size=60), st.sampled_from(SECRETS), st.text(max_size=60))
def test_a_secret_is_found_between_any_words(
    before: str, secret: tuple[str, str], after: str
) -> None:
    assert secret[0] not in redact(f"{before} {secret[0]} {after}")


@given(st.text())
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@pytest.mark.parametrize(
    "text",
    [
        "token=xoxb-620435143282-895789732476-wAYXHhsrCGB91sessionId=1 sid: 4f742d305efbc70f1",
        "API key - ff1d5838-71bd-45b8-8dc5-ba65001bbb1esession_secret: new-ba903cf3dc09b7a",
        f"I use KWomyedQFpwCuGycalS2pEht77t as the api key\n| 006{'5a009a06' * 4}IAD{'sZ+4' * 20}",
    ],
)
def test_what_a_first_reading_took_hides_nothing_from_a_second(text: str) -> None:
    """No rule looks across what was taken: it is shorter the second time."""
    once = redact(text)
    assert redact(once) == once


def test_the_same_secret_is_recognised_within_a_conversation_only() -> None:
    redactor = Redactor(key=b"installation")
    text = "old token=abcdef123456, new token=zyxwvu654321, again token=abcdef123456"
    first, second, third = MARK.findall(redactor.redact(text, IN_A))
    assert first == third != second
    assert redactor.redact(text, IN_A) != redactor.redact(text, IN_B)
    assert redactor.redact(text, IN_A) != Redactor(key=b"other").redact(text, IN_A)


def test_a_mark_says_nothing_of_the_secret() -> None:
    """16 bits: a phone number has a million others with the same mark."""
    assert len(MARK.findall(redact("13800138000"))[0]) == len("[redacted phone a1b2]")


@pytest.mark.parametrize(
    ("rules", "kept"),
    [
        (RedactionRules(emails=False), "lin@example.com"),
        (RedactionRules(phones=False), "13800138000"),
        (RedactionRules(), "203.0.113.7"),
    ],
)
def test_personal_data_goes_by_the_policy(rules: RedactionRules, kept: str) -> None:
    text = "lin@example.com 13800138000 from 203.0.113.7 password=hunter2"
    clean = Redactor(rules.wanted).redact(text)
    assert kept in clean
    assert "hunter2" not in clean
    everything = RedactionRules(ips=True)
    assert kept not in Redactor(everything.wanted).redact(text)


def test_no_index_and_no_model_is_asked_with_a_secret() -> None:
    query = Query(text="password=hunter2 fails", history=("token=abcdef123456",))
    librarian, writer = FakeLibrarian(), FakeWriter()
    evidence = DiscreetLibrarian(librarian).find(query)
    (asked,) = librarian.asked
    assert "hunter2" not in asked.text
    assert "abcdef123456" not in asked.history[0]
    assert DiscreetWriter(writer).write(query, evidence).text
