"""Which names announce a secret: `appCertificate`, `DB_PASSWORD`, "App ID", 密码."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from knowledge.privacy.kinds import Kind

# What a name must hold somewhere to be looked at; searched as plain text in lower case.
STEMS = (
    "pass",
    "pw",
    "pswd",
    "secret",
    "token",
    "key",
    "cert",
    "appid",
    "app_id",
    "app.id",
    "app-id",
    "app id",
    "appsign",
    "app_sign",
    "app sign",
    "sig",
    "cookie",
    "authoriz",
    "credential",
    "密码",
    "口令",
    "密钥",
    "秘钥",
    "令牌",
    "证书",
    "凭证",
    "私钥",
    "应用id",
    "アプリid",
    "应用 id",
    "jsessionid",
    "phpsessid",
    "laravel_session",
    "connect.sid",
    "net_sessionid",
    "aspnetcore.session",
    "psk",
    "auth",
    "pass phrase",
    "contraseña",
    "パスワード",
    "비밀번호",
    "пароль",
)
_CHINESE = (
    ("密码", Kind.PASSWORD),
    ("口令", Kind.PASSWORD),
    ("密钥", Kind.SECRET),
    ("秘钥", Kind.SECRET),
    ("令牌", Kind.TOKEN),
    ("证书", Kind.APP_CERTIFICATE),
    ("凭证", Kind.APP_CERTIFICATE),
    ("私钥", Kind.SECRET),
    ("アプリid", Kind.APP_ID),
    ("应用id", Kind.APP_ID),
    ("contraseña", Kind.PASSWORD),
    ("パスワード", Kind.PASSWORD),
    ("비밀번호", Kind.PASSWORD),
    ("пароль", Kind.PASSWORD),
)
_PASSWORDS = frozenset(
    {
        *("password", "passwd", "pwd", "pw", "pswd", "passphrase", "passcode", "pass", "userpass"),
        *("storepass", "keypass", "passwort", "passe", "sshpass", "bindpw", "rootpw", "psk"),
        *("requirepass", "masterauth"),
    }
)
_COOKIES = frozenset(
    {
        *("cookie", "cookies", "jsessionid", "phpsessid", "laravelsession", "connectsid"),
        *("netsessionid", "coresession"),
    }
)
# A key alone is anything; with one of these before it, it is a secret.
_KEYS = frozenset(
    {
        "access",
        "account",
        "api",
        "auth",
        "client",
        "consumer",
        "customer",
        "encrypt",
        "encryption",
        "hmac",
        "aes",
        "host",
        "license",
        "master",
        "mch",
        "merchant",
        "private",
        "push",
        "rest",
        "secret",
        "server",
        "service",
        "shared",
        "signing",
        "storage",
        "stream",
        "subscription",
        "vendor",
    }
)
_CHINESE_KEYS = ("鉴权", "认证", "授权", "接口", "加密", "访问", "签名")
# What follows the secret's name in a name that holds none: tokenExpireTime, password_hint.
_ABOUT = frozenset(
    {
        "url",
        "uri",
        "path",
        "file",
        "type",
        "name",
        "length",
        "len",
        "size",
        "count",
        "expire",
        "expires",
        "expiry",
        "expired",
        "expiration",
        "expiring",
        "ttl",
        "time",
        "timeout",
        "ts",
        "hint",
        "policy",
        "field",
        "input",
        "label",
        "builder",
        "error",
        "callback",
        "privilege",
        "version",
        "status",
        "state",
        "algorithm",
        "alg",
        "server",
        "provider",
        "service",
        "manager",
        "prefix",
        "format",
        "index",
        "enabled",
        "required",
        "event",
        "will",
        "did",
        "at",
        "in",
    }
)
_ENDINGS = frozenset(
    {"value", "val", "str", "string", "base64", "hex", "text", "raw", "data", "base"}
)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[\u4e00-\u9fff]+")


def kind_of(name: str, before: Sequence[str] = ()) -> Kind | None:
    """The secret that a name announces. `before` are the words in front of it, nearest last."""
    folded = name.lower().replace(" ", "")
    for chinese, kind in _CHINESE:
        if chinese in folded:
            return kind
    return _kind_of_words(name, tuple(before)[-2:])


@lru_cache(maxsize=4096)
def _kind_of_words(name: str, before: tuple[str, ...]) -> Kind | None:
    name = name.removeprefix("-D")  # an option of Java
    words = [word.lower() for part in (*before, name) for word in _WORDS.findall(part)]
    words = [word for word in words if word != "v" and not word.isdigit()]  # apiV3Key
    while words and words[-1] in _ENDINGS:
        words.pop()
    if not words or words[-1] in _ABOUT:
        return None
    last, previous = words[-1], words[-2] if len(words) > 1 else ""
    if last.endswith(("passwords", "secrets", "tokens")):
        last = last.removesuffix("s")
    return _kind_of_last(last, previous, words)


def _kind_of_last(last: str, previous: str, words: Sequence[str]) -> Kind | None:
    together = previous + last
    if previous == "page":  # nextPageToken turns a page
        return None
    for kind, alone, endings in _NAMES:
        if last in alone or together in alone or together.endswith(endings):
            return kind
    if last == "key" and (previous in _KEYS or previous.endswith(_CHINESE_KEYS)):
        return Kind.SECRET
    of_access = "access" in words or "secret" in words
    if of_access and (last == "keyid" or (last == "id" and previous == "key")):
        return Kind.SECRET
    return None


# Kind, the last word (or last two) in full, how the last two end. The first that fits decides.
_NAMES: tuple[tuple[Kind, frozenset[str], tuple[str, ...]], ...] = (
    (Kind.APP_ID, frozenset({"appid", "sdkappid", "agoraappid"}), ("sdkappid",)),
    (Kind.PASSWORD, _PASSWORDS, ("password", "passwd", "passphrase")),
    (
        Kind.APP_CERTIFICATE,
        frozenset({"certificate", "cert"}),
        ("appcertificate", "appcert", "primarycertificate", "appsign", "signkey"),
    ),
    (Kind.SECRET, frozenset(), ("secret",)),
    (Kind.TOKEN, frozenset(), ("token", "usersig")),
    (Kind.APP_KEY, frozenset(), ("appkey",)),
    (Kind.SECRET, frozenset(f"{one}key" for one in _KEYS), ()),
    # A sessionId of an SDK is what support searches by; these are of web servers.
    (Kind.COOKIE, _COOKIES, ()),
    (
        Kind.CREDENTIALS,
        frozenset(
            {"authorization", "auth", "sign", "sig", "signature", "credential", "credentials"}
            | {"authident"}
        ),
        (),
    ),
)


def is_of_app(name: str, before: Sequence[str]) -> bool:
    """Whether a certificate is the project's, not one of TLS."""
    said = " ".join((*before, name)).lower()
    return any(one in said for one in ("app", "应用", "项目", "主证书", "primary"))
