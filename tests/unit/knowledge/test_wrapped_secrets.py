"""Secrets that something broke into lines go with all their lines, and with nothing more."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.support.redaction import DEFAULT
from knowledge.privacy import find, replaced
from tests.secret_samples import Seeds

_ALNUM = string.ascii_letters + string.digits
# What stands before the first part, between two and after the last, by who broke the line.
JOINTS = {
    "a line end": ("", "\n", ""),
    "Windows": ("", "\r\n", ""),
    "indentation": ("  ", "\n    ", ""),
    "no-break spaces": ("\u00a0", "\n\u00a0", ""),
    "a quoted mail": ("> > ", "\n> > ", ""),
    "an encoded mail": ("", "=\r\n", ""),
    "HTML": ("", "<br>\n", ""),
    "XML": ("<t>", "\n      ", "</t>"),
    "JavaScript": ('const t = "', '" +\n  "', '";'),
    "JavaScript, plus first": ('"', '"\n  + "', '"'),
    "one line of JavaScript": ('"', '" + "', '"'),
    "Python": ("('", "'\n    '", "')"),
    "Python with a backslash": ('"', '" \\\n  "', '"'),
    "PHP": ("'", "' .\n  '", "'"),
    "Visual Basic": ('"', '" & _\n  "', '"'),
    "a shell": ("", "\\\n    ", ""),
    "JSON": ('"', "\\n", '"'),
    "JSON on Windows": ('"', "\\r\\n", '"'),
    "a list": ('["', '",\n "', '"]'),
    "a log": (
        "2026-11-25 10:42:07.999 [main] DEBUG ",
        "\n2026-11-25 10:42:08.001 [main] DEBUG ",
        "",
    ),
    "logcat": ("06-29 20:14:02.377  998  998 I A: ", "\n06-29 20:14:02.378  1023  1023 I A: ", ""),
    "numbered lines": ("  9 | ", "\n 10 | ", ""),
    "a comment": (" * ", "\n * ", ""),
    "a table": ("│ ", " │\n│ ", " │"),
    "blank lines": ("", "\n\n", ""),
    "colours": ("\x1b[32m", "\x1b[0m\n\x1b[32m", "\x1b[0m"),
    "colours in JSON": ("\\u001b[32m", "\\u001b[0m\\n\\u001b[32m", "\\u001b[0m"),
    "a soft hyphen": ("", "\u00ad", ""),
    "a zero-width space": ("", "\u200b", ""),
    "a zero-width space in HTML": ("", "&#8203;", ""),
    "a zero-width space and a line end": ("", "\u200b\n", ""),
    "a line separator": ("", "\u2028", ""),
    "an editor's mark": ("", "\n↪ ", ""),
    "a percent sign": ("", "%0A", ""),
}
SECRETS: dict[str, Callable[[Seeds], str]] = {
    "JWT": Seeds.jwt,
    "007": lambda s: f"007eJxTY{s.base64(110)}",
    "006": lambda s: f"006{s.of('0123456789abcdef', 32)}IAD{s.base64(96)}",
    "04": lambda s: f"04AAAAA{s.base64(100)}",
    "userSig": lambda s: f"eJwtz{s.base64(120)}",
    "Slack": lambda s: f"xoxb-{s.digits(12)}-{s.digits(13)}-{s.of(_ALNUM, 24)}",
    "GitHub": lambda s: f"github_pat_{s.of(_ALNUM, 22)}_{s.of(_ALNUM, 59)}",
    "secret": lambda s: f"secret: {s.base64(96)}",
    "token": lambda s: f"token={s.of(_ALNUM, 90)}",
    "bearer": lambda s: f"Authorization: Bearer {s.of(_ALNUM, 90)}",
    "Easemob": lambda s: f"YWMt{s.of(_ALNUM + '-_', 70)}",
}
BELOW = (
    *("ok", "lobby", "lobby-2026-11", "uid: 12", "error 1109", "4.3.1", "v4.3.1-rc.2", "110"),
    *("2026-11-25", "10:42:07 join failed", "com.example.rtc.TokenStore", "RtcEngineKit2"),
    *("TokenRepository.kt:57", "5f2c1e0d9b8a7c6d5e4f3a2b1c0d9e8f", "iOS17", "Pixel8Pro"),
    *("9f86d081-884c-4d65-9a2f-eaa0c55ad015", "https://x.example/a?b=1", "```", "Thanks!"),
    *("> then it fails", "/usr/lib/libRtc.dylib", "libagora-rtc-sdk.so", "join(channel)", "-17"),
    *("ERR_INVALID_TOKEN", "0x80070005", "HTTP/1.1", "User-Agent: x", "x86_64", "arm64-v8a"),
    *("C0123456789", "1795000000123", "/data/app/base.apk", "sdk_version=4.3.1", "isHost=true"),
    *(
        "--verbose",
        "node_modules/.bin/vite",
        "com.example.app/.MainActivity",
        "AndroidManifest.xml",
    ),
)
CLEAN_BELOW = "then the join fails with error 1109\n10:42:08 ok"


def clean(text: str) -> str:
    return replaced(text, find(text), lambda kind, _: f"[{kind}]")


def in_parts(value: str, width: int) -> list[str]:
    """The name in front stays on the first line."""
    at = max(value.rfind(" "), value.find("=") if value.startswith("token=") else -1) + 1
    rest = value[at:]
    first, *others = [rest[at : at + width] for at in range(0, len(rest), width)]
    return [value[:at] + first, *others]


@pytest.mark.parametrize("joint", JOINTS)
def test_a_secret_in_lines_goes_whole(joint: str) -> None:
    """All parts of eight characters and more; a shorter end may be a word."""
    s = Seeds(17)
    before, between, after = JOINTS[joint]
    left, seen = Counter[str](), 0
    for kind, make in SECRETS.items():
        for width in (24, 40, 64, 76) * 3:
            parts = in_parts(make(s), width)
            text = clean(f"see\n{before}{between.join(parts)}{after}\n{CLEAN_BELOW}")
            assert text.endswith(CLEAN_BELOW)
            assert text.startswith("see\n")
            secret = [parts[0].rsplit(" ")[-1].removeprefix("token="), *parts[1:]]
            seen += len(secret)
            left[kind] += sum(one in text for one in secret if len(one) >= 8)
    assert sum(left.values()) <= seen * 0.01, left


@pytest.mark.parametrize("joint", ["\n", "\r\n", "\n  ", "\n> ", "\\n", "\n\n", " \\\n  "])
@pytest.mark.parametrize("below", BELOW)
def test_what_stands_below_a_secret_stays(below: str, joint: str) -> None:
    s = Seeds(19)
    for kind, make in SECRETS.items():
        assert clean(f"{make(s)}{joint}{below}\nend").endswith(f"{joint}{below}\nend"), kind


@given(
    st.sampled_from(sorted(JOINTS)),
    st.sampled_from(sorted(SECRETS)),
    st.integers(8, 90),
    st.text(max_size=30),
)
def test_what_is_left_of_a_wrapped_secret_is_left_again(
    joint: str, kind: str, width: int, after: str
) -> None:
    before, between, end = JOINTS[joint]
    text = f"{before}{between.join(in_parts(SECRETS[kind](Seeds(3)), width))}{end}{after}"
    once = DEFAULT.redact(text)
    assert DEFAULT.redact(once) == once


def test_a_key_whose_end_is_missing_goes_with_the_lines_of_its_log() -> None:
    lines = Seeds(5).pem().split("\n")[:-1]
    log = "".join(f"10:42:{at:02d} I App: {line}\n" for at, line in enumerate(lines))
    assert clean(f"{log}10:43:00 I App: joined\n") == (
        "10:42:00 I App: [private key]\n10:43:00 I App: joined\n"
    )


@given(st.text(alphabet="a\u200b\ufeff\u00ad\x1b[0m &#8203;", max_size=40))
def test_what_nobody_sees_hides_no_secret(between: str) -> None:
    text = f"{between} xoxb-1234\u200b567890-abc\u00addefghij {between}"
    assert clean(text) == f"{between} [Slack token] {between}"
