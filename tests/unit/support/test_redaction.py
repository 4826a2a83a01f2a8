"""Secrets go before anything is stored; what only looks like one stays readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.support.redaction import redact

KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAK\n-----END RSA PRIVATE KEY-----"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"
SECRETS = [
    (KEY, "[redacted private key]"),
    (KEY[:50], "[redacted private key]"),
    ("xoxb-1234567890-abcdefghij", "[redacted Slack token]"),
    ("xapp-1-A0123-456-abcdef", "[redacted Slack token]"),
    (JWT, "[redacted JWT]"),
    ("AKIAIOSFODNN7EXAMPLE", "[redacted cloud key]"),
    ("sk-proj-abcdefghijklmnopqrstuvwx", "[redacted cloud key]"),
    ("006" + "aB3+/" * 12, "[redacted SDK token]"),
    ("BW1." + "aB3_" * 10, "[redacted SDK token]"),
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
LOOK_ALIKES = [
    "the token expires after 24 hours",
    "use xoxb- tokens",
    "error 0061, SDK 4.3.1, com.brightwire.sdk.TokenExpired",
    "task-force-one and sketch",
    "password is wrong",
    "Basic plan",
    "the app certificate page",
    "BW1.short",
    "sk-learn",
    "https://docs.brightwire.example/token?key=value",
]


@pytest.mark.parametrize(("secret", "mark"), SECRETS)
def test_a_secret_is_replaced_by_its_kind(secret: str, mark: str) -> None:
    assert redact(f"before {secret} after").startswith(f"before {mark}")
    assert secret not in redact(f"before {secret} after")


@pytest.mark.parametrize("text", NAMED)
def test_a_named_secret_keeps_its_name(text: str) -> None:
    clean = redact(text)
    assert "[redacted" in clean
    assert clean.split("[redacted")[0] == text[: len(clean.split("[redacted")[0])]
    assert text.rsplit(maxsplit=1)[-1].strip('"').split("=")[-1].split("：")[-1] not in clean


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_what_only_looks_like_a_secret_stays(text: str) -> None:
    assert redact(text) == text


@given(st.text(max_size=60), st.sampled_from(SECRETS), st.text(max_size=60))
def test_a_secret_is_found_between_any_words(
    before: str, secret: tuple[str, str], after: str
) -> None:
    assert secret[0] not in redact(f"{before} {secret[0]} {after}")


@given(st.text())
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


def test_a_huge_text_is_redacted_in_a_moment() -> None:
    text = "eyJ" * 20_000 + "password" * 5_000 + "-----BEGIN PRIVATE KEY" * 500
    assert len(redact(text)) > 0
