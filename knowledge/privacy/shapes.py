"""Secrets that show by their own shape: a prefix that nobody else uses, then a known alphabet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.privacy.kinds import Kind, Secret

_LONG_RUN = 400  # characters; no name is as long
_BEGUN = 12  # characters of a first line that may be one of a secret
_RUN = re.compile(r"[A-Za-z0-9_.+/=-]*")
_WORD_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
_BASE64_CHARACTERS = _WORD_CHARACTERS | frozenset("+/-")


@dataclass(frozen=True, slots=True)
class _Shape:
    """`prefix` is searched as plain text, which is many times faster than a pattern."""

    kind: Kind
    prefix: str
    pattern: re.Pattern[str]
    not_after: frozenset[str] = _WORD_CHARACTERS


def _shape(kind: Kind, prefix: str, rest: str, not_after: frozenset[str] | None = None) -> _Shape:
    pattern = re.compile(re.escape(prefix) + rest, re.ASCII)
    return _Shape(kind, prefix, pattern, _WORD_CHARACTERS if not_after is None else not_after)


_WORD = r"[A-Za-z0-9]"
_NAME = r"[A-Za-z0-9_-]"
_END = r"(?![A-Za-z0-9])"
_KEY_LABEL = r"[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
_BREAK = r"(?:[ ]{0,2}\r?\n|\\r|\\n)"
# A key may lack its end (a cut log): then its lines of base64 are taken, and no prose after them.
_KEY_BODY = (
    rf"(?:(?:[^-]|-(?!----)){{0,20000}}-----END {_KEY_LABEL}"
    rf"|(?:{_BREAK}[ \t]*(?:(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash): ?[^\n\\]{{1,80}}"
    rf"|[A-Za-z0-9+/=]{{4,80}})(?=[\s\\\"',}}]|-|\.\.|\Z)){{0,500}})"
)
_ANYWHERE: frozenset[str] = frozenset()
_SHAPES = (
    _shape(Kind.PRIVATE_KEY, "-----BEGIN ", _KEY_LABEL + _KEY_BODY, _ANYWHERE),
    _shape(Kind.PRIVATE_KEY, "PuTTY-User-Key-File-", r"[23]:[\s\S]{0,20000}?Private-MAC:[^\n]*"),
    # The middle of a key without its first line: what PKCS#1, PKCS#8 and OpenSSH begin with.
    _shape(
        Kind.PRIVATE_KEY,
        "MII",
        r"[A-Za-z0-9+/]{2,6}(?:IBAAK|IBADANBgkqhkiG9w0BAQEFAASC|EAQQg)"
        r"(?:[A-Za-z0-9+/=]|\\n|[ ]{0,2}\r?\n(?=[A-Za-z0-9+/=]{20})){20,20000}",
        _BASE64_CHARACTERS,
    ),
    _shape(
        Kind.PRIVATE_KEY,
        "b3BlbnNzaC1rZXktdjE",
        r"(?:[A-Za-z0-9+/=]|\\n|[ ]{0,2}\r?\n(?=[A-Za-z0-9+/=]{20})){20,20000}",
        _BASE64_CHARACTERS,
    ),
    *(  # keys on elliptic curves
        _shape(Kind.PRIVATE_KEY, prefix, r"[A-Za-z0-9+/=\\]{20,400}", _BASE64_CHARACTERS)
        for prefix in (
            *("MIGHAgEAMBMGByqGSM49", "MIGTAgEAMBMGByqGSM49", "MHcCAQEEI"),
            "MC4CAQAwBQYDK2VwBCIEI",
        )
    ),
    # "-----BEGIN … PRIVATE KEY" in base64 (the words begin at any of three places), as files of
    # Kubernetes and variables of builds hold it; and JSON of Docker and of Google in base64.
    _shape(
        Kind.PRIVATE_KEY,
        "LS0tLS1CRUdJTi",
        r"[A-Za-z0-9+/]{1,30}(?:UFJJVkFURSBLRVkt|BSSVZBVEUgS0VZL|QUklWQVRFIEtFWS)"
        r"[A-Za-z0-9+/=_-]{20,20000}",
        _BASE64_CHARACTERS,
    ),
    *(
        _shape(Kind.CREDENTIALS, prefix, r"[A-Za-z0-9+/=_-]{40,20000}", _BASE64_CHARACTERS)
        for prefix in (
            *("eyJhdXRocyI6", "ewoJImF1dGhzIj", "ewogICJhdXRocyI", "ewogICAgImF1dGhzIj"),
            *("eyJ0eXBlIjoic2VydmljZV9hY2NvdW50I", "eyJ0eXBlIjogInNlcnZpY2VfYWNjb3VudCI"),
            "ewogICJ0eXBlIjogInNlcnZpY2VfYWNjb3VudCI",
        )
    ),
    _shape(Kind.JWT, "eyJ", r"[\w-]{8,8000}\.[\w-]{4,16000}(?:\.[\w-]{0,8000}){0,3}"),
    # Slack
    _shape(Kind.SLACK_TOKEN, "xox", r"[abcdeoprs]-[A-Za-z0-9-]{8,400}"),
    _shape(Kind.SLACK_TOKEN, "xoxe.", r"xox[bp]-[A-Za-z0-9-]{8,400}"),
    _shape(Kind.SLACK_TOKEN, "xapp-", r"[A-Za-z0-9-]{8,400}"),
    _shape(
        Kind.SLACK_TOKEN,
        "hooks.slack.com/",
        r"(?:services|workflows|triggers)/[A-Za-z0-9_/-]{16,200}",
    ),
    # Clouds
    *(
        _shape(Kind.CLOUD_KEY, prefix, rf"[A-Z0-9]{{16}}{_END}")
        for prefix in ("AKIA", "ASIA", "ABIA", "ACCA")
    ),
    _shape(Kind.CLOUD_KEY, "AIza", rf"{_NAME}{{35}}(?!{_NAME})"),
    _shape(Kind.CLOUD_KEY, "ya29.", rf"{_NAME}{{20,2000}}"),
    _shape(Kind.CLOUD_KEY, "GOCSPX-", rf"{_NAME}{{20,60}}"),
    _shape(Kind.CLOUD_KEY, "1//0", rf"{_NAME}{{35,200}}"),
    _shape(Kind.CLOUD_KEY, "LTAI", rf"{_WORD}{{12,26}}{_END}"),
    _shape(Kind.CLOUD_KEY, "STS.", rf"{_WORD}{{18,40}}{_END}"),
    _shape(Kind.CLOUD_KEY, "AKID", rf"{_WORD}{{32}}{_END}"),
    _shape(Kind.CLOUD_KEY, "AKLT", rf"[A-Za-z0-9_=-]{{20,80}}{_END}"),
    _shape(Kind.CLOUD_KEY, "ALTAK", rf"{_WORD}{{16,40}}{_END}"),
    # Code hosting, package registries, payment, models, monitoring, documents
    *(
        _shape(Kind.API_KEY, prefix, rf"{rest}{_NAME}{{20,300}}")
        for prefix, rest in (
            *(("gldt-", ""), ("glrt-", ""), ("glptt-", ""), ("glcbt-", ""), ("dckr_", "[po]at_")),
            *(("sq0", "(?:atp|csp)-"), ("ATATT3", ""), ("ATCTT3", ""), ("figd_", "")),
            *(("sntry", "[su]_"), ("hvs.", ""), ("hvb.", ""), ("glc_", ""), ("glsa_", "")),
            *(("dp.pt.", ""), ("dp.st.", ""), ("dop_v1_", ""), ("rubygems_", ""), ("PMAK-", "")),
            *(("pscale_", "(?:tkn|pw)_"), ("tskey-", ""), ("CCIPAT_", ""), ("AKCp", "")),
        )
    ),
    *(
        _shape(Kind.API_KEY, prefix, rf"{rest}{_WORD}{{24,300}}{_END}")
        for prefix, rest in (
            *(("ATBB", ""), ("NR", "(?:AK|JS|II)-"), ("shp", "(?:at|ca|pa|ss)_"), ("r8_", "")),
            *(
                ("gsk_", ""),
                ("xai-", ""),
                ("pplx-", ""),
                ("lin_api_", ""),
                ("ntn_", ""),
                ("sbp_", ""),
            ),
            *(
                ("sb_secret_", ""),
                ("nvapi-", ""),
                ("tvly-", ""),
                ("dapi", ""),
                ("AGE-SECRET-KEY-1", ""),
            ),
        )
    ),
    # Mailgun; Square and Facebook, whose tokens could be the middle of a picture.
    _shape(Kind.API_KEY, "key-", rf"[0-9a-f]{{32}}{_END}", _BASE64_CHARACTERS),
    _shape(Kind.API_KEY, "EAAAE", rf"{_NAME}{{59}}(?![A-Za-z0-9+/=_-])", _BASE64_CHARACTERS),
    _shape(Kind.API_KEY, "EAA", rf"{_WORD}{{100,400}}(?![A-Za-z0-9+/=_-])", _BASE64_CHARACTERS),
    *(
        _shape(Kind.API_KEY, f"gh{letter}_", rf"{_WORD}{{36,255}}")
        for letter in ("p", "o", "u", "s", "r")
    ),
    _shape(Kind.API_KEY, "github_pat_", r"[A-Za-z0-9_]{22,255}"),
    _shape(Kind.API_KEY, "glpat-", rf"{_NAME}{{20,60}}"),
    _shape(Kind.API_KEY, "npm_", rf"{_WORD}{{36}}{_END}"),
    _shape(Kind.API_KEY, "pypi-AgEI", rf"{_NAME}{{50,400}}"),
    *(
        _shape(Kind.API_KEY, f"{kind}_", rf"(?:live|test)_{_WORD}{{16,250}}")
        for kind in ("sk", "rk", "pk")
    ),
    _shape(Kind.API_KEY, "whsec_", r"[A-Za-z0-9+/=]{24,100}"),
    # A class of a style sheet may begin with sk- too; it has no long run with a digit in it.
    _shape(
        Kind.API_KEY,
        "sk-",
        rf"(?:(?:proj|ant|svcacct|or)-{_NAME}{{16,300}}|(?=[A-Za-z_-]*\d){_WORD}{{20,300}})",
    ),
    _shape(Kind.API_KEY, "hf_", rf"{_WORD}{{30,60}}{_END}"),
    _shape(Kind.API_KEY, "SG.", rf"{_NAME}{{16,32}}\.{_NAME}{{32,64}}"),
    _shape(Kind.API_KEY, "SK", rf"[0-9a-f]{{32}}{_END}"),
    # Tokens of communication SDKs. 007 is zlib in base64, so it begins with eJ.
    _shape(
        Kind.SDK_TOKEN, "006", r"[0-9a-f]{32}(?![0-9a-f]+(?![A-Za-z0-9]))[A-Za-z0-9+/=_-]{6,2000}"
    ),
    _shape(Kind.SDK_TOKEN, "007eJ", r"[A-Za-z0-9+/=_-]{6,4000}"),
    *(
        _shape(
            Kind.SDK_TOKEN,
            prefix,
            r"(?![0-9a-f]+(?![A-Za-z0-9]))(?![0-9A-F]+(?![A-Za-z0-9]))"
            r"(?=[A-Za-z0-9+/_-]{0,60}[G-Zg-z+/_])[A-Za-z0-9+/=_-]{40,4000}",
            _BASE64_CHARACTERS,
        )
        for prefix in ("006", "007")
    ),
    # Tencent: zlib in base64, with * for + and _ for =
    _shape(Kind.SDK_TOKEN, "eJ", r"[w-z][A-Za-z0-9+/=*_-]{60,2000}", _BASE64_CHARACTERS),
    _shape(Kind.SDK_TOKEN, "04AAAAA", r"[A-Za-z0-9+/=_-]{16,4000}", _BASE64_CHARACTERS),
    _shape(Kind.SDK_TOKEN, "BW", r"[12]\.[\w.=+/-]{24,4000}"),
    _shape(Kind.SDK_TOKEN, "YWMt", rf"{_NAME}{{30,400}}", _BASE64_CHARACTERS),  # Easemob
)
# Shapes that begin with anything: rare enough for a pattern.
_AZURE_SECRET = re.compile(r"(?<![\w.~-])[\w.-]{3}[78]Q~[\w~.-]{31,34}(?![\w~.-])", re.ASCII)
_TELEGRAM = re.compile(r"(?<![\w.-])\d{8,10}:AA[\w-]{33}(?![\w-])", re.ASCII)
_KEY_TAIL = re.compile(
    rf"(?:[A-Za-z0-9+/=]{{40,80}}{_BREAK}{{1,2}}){{1,200}}"
    rf"(?:[A-Za-z0-9+/=]{{1,80}}{_BREAK}{{1,2}})?-----END {_KEY_LABEL}"
)
_EASEMOB_KEY = re.compile(r"(?<![\w#.=/-])\d{9,20}#[A-Za-z][\w-]{1,60}", re.ASCII)


_FCM = re.compile(r"(?<![\w-])[\w-]{11}:APA91b[\w-]{60,300}", re.ASCII)
_MAILCHIMP = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{32}-us\d{1,2}(?!\w)", re.ASCII)
# Of a Discord bot: after its number in base64, a time and a signature.
_DISCORD = re.compile(
    r"\.(?<=[\w-]{22}\.)[\w-]{6}\.(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{27,40}(?![\w.-])", re.ASCII
)
# The second half of a pair: AKIA…:wJalr…
_PAIRED = re.compile(
    r"(?<![A-Za-z0-9])(?:AKIA|ASIA|LTAI|AKID)[A-Za-z0-9]{12,40}"
    r"[\"']?[ \t]{0,3}(?:[:/,|\t ][ \t]{0,3}[\"']?"
    r"(?P<value>(?=[A-Za-z+/=]{0,60}\d)[A-Za-z0-9+/=]{20,64})(?![A-Za-z0-9])"
    r"|\r?\n[ \t]{0,8}(?P<below>(?=[A-Za-z+/=]{0,60}\d)[A-Za-z0-9+/=]{30,64})(?=\s|\Z))"
)
_PATTERNS = (
    (Kind.PRIVATE_KEY, "-----END ", _KEY_TAIL),
    (Kind.CLOUD_KEY, "Q~", _AZURE_SECRET),
    (Kind.API_KEY, ":AA", _TELEGRAM),
    (Kind.API_KEY, ":APA91b", _FCM),
    (Kind.API_KEY, "-us", _MAILCHIMP),
    (Kind.API_KEY, ".", _DISCORD),
    (Kind.APP_KEY, "#", _EASEMOB_KEY),
    *((Kind.CLOUD_KEY, prefix, _PAIRED) for prefix in ("AKIA", "ASIA", "LTAI", "AKID")),
)


def shaped_secrets(text: str) -> Iterator[Secret]:
    """Yield what is a secret whatever stands around it."""
    for shape in _SHAPES:
        for one, whole in _of_shape(text, shape):
            if whole:
                yield one
    for kind, hint, pattern in _PATTERNS:
        if hint in text:
            for match in pattern.finditer(text):
                yield Secret(kind, *match.span(match.lastgroup or 0))


def begun_secrets(text: str) -> Iterator[Secret]:
    """Yield what begins like a secret and is too short for one: it may go on in the next line."""
    for shape in _SHAPES:
        if shape.kind is not Kind.PRIVATE_KEY:
            for one, whole in _of_shape(text, shape):
                if not whole and one.end - one.start >= _BEGUN:
                    yield one


def _of_shape(text: str, shape: _Shape) -> Iterator[tuple[Secret, bool]]:
    """Each run that begins with the prefix, and whether it has the whole shape."""
    at = text.find(shape.prefix)
    while at >= 0:
        after = at + len(shape.prefix)
        if at == 0 or text[at - 1] not in shape.not_after:
            match = shape.pattern.match(text, at)
            run = match or _RUN.match(text, at)
            if run is not None:
                yield Secret(shape.kind, *run.span()), match is not None
        else:
            run = match = None
        if match is not None:
            after = match.end()
        elif (run := _RUN.match(text, after)) and run.end() - at > _LONG_RUN:
            # Past the whole run: else a hostile run of prefixes is read again from each of them.
            after = run.end()
        at = text.find(shape.prefix, after)
