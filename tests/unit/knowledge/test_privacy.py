"""How many of the seeded secrets are found, and how many look-alikes are left alone."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.privacy import Kind, Wanted, find, replaced
from tests.field_look_alikes import field_look_alikes
from tests.field_secrets import in_the_field
from tests.secret_samples import Sample, look_alikes, secrets

SECRETS = tuple(secrets(rounds=4))
LOOK_ALIKES = tuple(look_alikes(rounds=20))
# Made without regard to the rules: kinds x names x places.
FIELD = tuple(in_the_field())
FIELD_LOOK_ALIKES = tuple(field_look_alikes())
RECALL, FALSE_POSITIVES = 0.99, 0.01
LOG = "06-29 20:14:{:02d}.377  8123  8123 I SDK: onStats state=3 uid=4294967295 rtt=51ms\n"


def clean(text: str) -> str:
    return replaced(text, find(text), lambda kind, _: f"[{kind}]")


def in_a_log(text: str) -> str:
    return LOG.format(1) + f"06-29 20:14:02.377  8123  8123 E App: {text}\n" + LOG.format(3)


def in_json(text: str) -> str:
    return json.dumps({"level": "error", "message": text, "uid": 12}, ensure_ascii=False)


def in_a_har(text: str) -> str:
    body = {"content": {"text": text}, "status": 403, "cookies": []}
    return json.dumps({"log": {"entries": [{"response": body}]}}, indent=1, ensure_ascii=False)


def in_a_stack_trace(text: str) -> str:
    return (
        f"java.lang.IllegalStateException: {text}\n"
        "\tat com.example.rtc.TokenRepository.fetchToken(TokenRepository.kt:57)\n"
        "\tat okhttp3.internal.http2.Http2Stream.waitForIo(Http2Stream.kt:650)\n"
    )


def in_chinese(text: str) -> str:
    return f"你好，我这边出现了问题，{text}\n请帮忙看一下，谢谢。"


def alone(text: str) -> str:
    return text


def in_crlf(text: str) -> str:
    return f"first\r\n{text}\r\nlast\r\n"


SURROUNDINGS = [alone, in_a_log, in_json, in_a_har, in_a_stack_trace, in_chinese, in_crlf]


@pytest.mark.parametrize("around", SURROUNDINGS)
def test_seeded_secrets_are_found(around: Callable[[str], str]) -> None:
    missed = [one for one in SECRETS if _remains(one, clean(around(one.text)))]
    recall = 1 - len(missed) / len(SECRETS)
    assert len(SECRETS) > 1000
    assert recall >= RECALL, (recall, Counter(one.kind for one in missed), missed[:5])


def _remains(sample: Sample, text: str) -> bool:
    return sample.secret in text or json.dumps(sample.secret)[1:-1] in text


@pytest.mark.parametrize("around", SURROUNDINGS)
def test_secrets_of_the_field_are_found(around: Callable[[str], str]) -> None:
    missed = [one for one in FIELD if _remains(one, clean(around(one.text)))]
    recall = 1 - len(missed) / len(FIELD)
    assert len({one.kind for one in FIELD}) > 90
    assert recall >= RECALL, (recall, Counter(one.kind for one in missed), missed[:5])


@pytest.mark.parametrize("around", SURROUNDINGS)
def test_look_alikes_of_the_field_stay(around: Callable[[str], str]) -> None:
    changed = [one for one in FIELD_LOOK_ALIKES if clean(around(one.text)) != around(one.text)]
    share = len(changed) / len(FIELD_LOOK_ALIKES)
    assert share <= FALSE_POSITIVES, (share, Counter(one.kind for one in changed), changed[:5])


@pytest.mark.parametrize("around", SURROUNDINGS)
def test_look_alikes_stay_as_they_are(around: Callable[[str], str]) -> None:
    changed = [one for one in LOOK_ALIKES if clean(around(one.text)) != around(one.text)]
    share = len(changed) / len(LOOK_ALIKES)
    assert len(LOOK_ALIKES) > 1000
    assert share <= FALSE_POSITIVES, (share, Counter(one.kind for one in changed), changed[:5])


def test_no_kind_of_secret_is_bad_at_hiding() -> None:
    """The whole may be good while one kind is not."""
    seen = Counter(one.kind for one in SECRETS)
    missed = Counter(one.kind for one in SECRETS if one.secret in clean(one.text))
    assert {
        kind: count / seen[kind] for kind, count in missed.items() if count > seen[kind] * 0.05
    } == {}


def test_no_kind_of_look_alike_is_taken_often() -> None:
    seen = Counter(one.kind for one in LOOK_ALIKES)
    changed = Counter(one.kind for one in LOOK_ALIKES if clean(one.text) != one.text)
    assert {
        kind: count / seen[kind] for kind, count in changed.items() if count > seen[kind] * 0.05
    } == {}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("peer 203.0.113.7:20117 lost", Kind.IP_ADDRESS),
        ("candidate 2001:db8::8a2e:370:7334", Kind.IP_ADDRESS),
        ("SDK 4.3.1.120 and Chrome/126.0.6478.182", None),
        ("std::vector and a::b", None),
        ("bound to 127.0.0.1 and 0.0.0.0", None),
        ("10:42:07 00:11:22:33:44:55", None),
    ],
)
def test_addresses_by_wish(text: str, kind: Kind | None) -> None:
    found = [one.kind for one in find(text, Wanted(ips=True))]
    assert found == ([kind] if kind else [])
    assert find(text) == ()


def test_a_sharper_kind_names_what_two_rules_see() -> None:
    text = "token=xoxb-1234567890-abcdefghij"
    (one,) = find(text)
    assert (one.kind, text[one.start : one.end]) == (Kind.SLACK_TOKEN, text[6:])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("应用ID{hex}证书{hex}", "应用ID[app ID]证书[app certificate]"),
        ("密码Abc12345", "密码[password]"),
        ("密码8-16位，密码输入3次后崩溃", "密码8-16位，密码输入3次后崩溃"),
        ("账号admin密码qwer1234!能登录", "账号admin密码[password]能登录"),
        ("password=thebeatles", "password=[password]"),
        ("password=my-app-secret", "password=my-app-secret"),
        ('"password": "$up3rSecret!"', '"password": "[password]"'),
        ('password: "$PASSWORD"', 'password: "$PASSWORD"'),
        ("App ID:\n\n{hex}\n", "App ID:\n\n[app ID]\n"),
        ("I use {hex} as the app id", "I use [app ID] as the app id"),
        ("commit {hex}01234567 is where the token broke", None),
        ("mysql -u root -pS3cret12 app", "mysql -u root -p[password] app"),
        ("mkdir -p build2 && docker run -p 8080:80 x", None),
        ("pod 'FirebaseAuth', '>=10.0.0'", None),
        ("Generate signature Signature=md5(AppId + nonce)", None),
        ("mail ｌｉｎ＠ｑｑ．com or lin＠qq.com", "mail ｌｉｎ＠ｑｑ．com or [e-mail]"),
        ('{{"m":"see\\nghp_{hex}abcd\\n"}}', '{{"m":"see\\n[API key]\\n"}}'),
    ],
)
def test_what_goes_and_what_stays(text: str, left: str | None) -> None:
    text = text.format(hex="5f2c1e0d9b8a7c6d5e4f3a2b1c0d9e8f")
    assert clean(text) == (text if left is None else left.replace("{{", "{").replace("}}", "}"))


@given(st.lists(st.sampled_from([one.text for one in SECRETS[:400]]), max_size=4), st.text())
def test_finds_are_in_order_and_apart(texts: list[str], between: str) -> None:
    found = find(between.join(texts))
    assert all(a.end <= b.start for a, b in pairwise(found))


PLACED = [
    *{one.kind: one for one in SECRETS if not one.kind.startswith("private key,")}.values(),
    Sample("password in JSON", '"password":"hunter2-Secret99"', "hunter2-Secret99"),
    Sample("certificate of Chinese", "证书：5f2c1e0d9b8a7c6d5e4f3a2b1c0d9e8f", "5f2c1e0d9b8a7c6d"),
    Sample("long JWT", f"eyJhbGciOiJIUzI1NiJ9.{'eyJzdW' * 1500}.{'aB3_' * 40}", "aB3_aB3_"),
]
PREFIXES = ["", "flutter: ", "INFO: ", "06-29 20:14:02.377  8123  8123 I App: ", '{"n":1},', "x "]


@given(
    sample=st.sampled_from(PLACED),
    prefix=st.sampled_from(PREFIXES),
    end=st.sampled_from(["\n", " ", ",", "\r\n"]),
    place=st.integers(0, 300),
    after=st.integers(0, 9_000),
)
@settings(deadline=None)
def test_a_secret_goes_wherever_it_stands_in_a_long_text(
    sample: Sample, prefix: str, end: str, place: int, after: int
) -> None:
    """Read in stretches of 5,000 characters: the secret stands on, before or after their seam."""
    line = f"{prefix}tick 1 of the loop{end}"
    before = (line * 300)[: 5_000 - place]
    clean = cleaned(f"{before}{end}{sample.text}{end}{(line * 600)[:after]}", stretch=5_000)
    assert sample.secret not in clean
    if len(sample.secret) > 24:
        parts = range(0, len(sample.secret) - 12, 4)
        assert not [at for at in parts if sample.secret[at : at + 12] in clean]


def cleaned(text: str, stretch: int) -> str:
    return replaced(text, find(text, stretch=stretch), lambda kind, _: f"[{kind}]")


@given(st.lists(st.sampled_from([one.text for one in SECRETS]), max_size=6), st.integers(40, 300))
def test_reading_in_stretches_finds_what_reading_at_once_finds(
    texts: list[str], stretch: int
) -> None:
    text = "\n".join(texts)
    assert cleaned(text, stretch) == clean(text)


@pytest.mark.parametrize("place", range(0, 120, 17))
def test_a_secret_on_the_seam_of_a_text_of_megabytes(place: int) -> None:
    line = '{"n":1,"m":"tick"},'
    before = (line * 60_000)[: 2**20 - place]
    text = f'{before}"password":"hunter2-Secret99","m":1}}'
    assert clean(text) == f'{before}"password":"[password]","m":1}}'


@pytest.mark.parametrize(
    "part",
    [
        "eyJ", "-eyJ", "password", "password=", 'token="', "-----BEGIN PRIVATE KEY", "+1 2 ",
        "://a:", "a@b.", "1.", '"value":"', "curl -u ", 'token:"\\\\', "ssn ", "/006", "ab:",
        "eyJ-", "eyJhbGciOiJIUzI1NiJ9a\n", "密码是", "mysql -p", "://hook/", "login ", "curl -u a:",
        "&quot;", "%22", "\\/", "password for a", 'join("a",', 'login("a",',
        "\x1b[", "\u200b", "Cookie:a;", '"cookies":[', "|a|\n|-|\n", "machine a.b login ",
        "LS0tLS1CRUdJTi", "turn:", "postgres://a:", "sk=a1",
        "login is b/", "my password is horse ", '"password":{',
        "eyJa1B2c3D4e5F6'+'", "eyJhbGciOiJIUzI1\n", "xoxb-1234567890abcdEF12\n> ",
    ],
)  # fmt: skip
def test_hostile_texts_take_moments(part: str) -> None:
    began = time.monotonic()
    find(part * (200_000 // len(part)), Wanted(ips=True))
    assert time.monotonic() - began < 10
