"""Secrets as they leak: what people have x how they name it x where they paste it. None is real.

Made from three lists that know nothing of each other, and nothing of the rules that look for
them: a value of a vendor's documented format, the names that people give it in English, in Chinese
and in code, and the places where it ends up (configuration, source, shells, logs, mail, chat).
"""

from __future__ import annotations

import base64
import string
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.secret_samples import Sample, Seeds

_ALNUM = string.ascii_letters + string.digits
_LOWER = string.ascii_lowercase + string.digits
_UPPER = string.ascii_uppercase + string.digits
_HEX = "0123456789abcdef"
_URLSAFE = _ALNUM + "-_"
_BASE64 = _ALNUM + "+/"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something secret. Without `code` it has no name of its own, and needs none to be known."""

    kind: str
    make: Callable[[Seeds], str]
    code: tuple[tuple[str, ...], ...] = ()  # names as words: ("app", "certificate")
    english: tuple[str, ...] = ()
    chinese: tuple[str, ...] = ()
    known_alone: bool = True  # by its shape


def _of(alphabet: str, length: int, before: str = "", after: str = "") -> Callable[[Seeds], str]:
    """The letters are drawn with at least one digit and one letter, as random ones have."""

    def make(s: Seeds) -> str:
        body = s.of(alphabet, length - 2) + s.of(string.digits, 1)
        letters = [one for one in alphabet if one.isalpha()]
        return f"{before}{body}{s.pick(*letters)}{after}"

    return make


def _uuid(s: Seeds) -> str:
    return str(uuid.UUID(int=s.random.getrandbits(128), version=4))


def _basic(s: Seeds) -> str:
    return base64.b64encode(f"{s.word()}:{s.of(_ALNUM, 12)}".encode()).decode()


def _discord_bot(s: Seeds) -> str:
    first = base64.b64encode(s.digits(18).encode()).decode()
    return f"{first}.G{s.of(_ALNUM, 5)}.{s.of(_URLSAFE, 37)}a"


def _fcm(s: Seeds) -> str:
    return f"AAAA{s.of(_URLSAFE, 6)}a:APA91b{s.of(_URLSAFE, 133)}Z"


# Known by their shape, whoever says what they are.
ALONE = (
    Thing("JWT", Seeds.jwt),
    Thing("AWS key id", _of(_UPPER, 16, "AKIA")),
    Thing("Google API key", _of(_ALNUM, 35, "AIza")),
    Thing("Google client secret", _of(_ALNUM, 28, "GOCSPX-")),
    Thing("Google access token", _of(_URLSAFE, 140, "ya29.a0A")),
    Thing("FCM server key", _fcm),
    Thing("Aliyun key id", _of(_ALNUM, 20, "LTAI5t")),
    Thing("Tencent key id", _of(_ALNUM, 32, "AKID")),
    Thing("GitHub token", _of(_ALNUM, 36, "ghp_")),
    Thing("GitHub app token", _of(_ALNUM, 36, "ghs_")),
    Thing("GitHub fine-grained", _of(_ALNUM, 82, "github_pat_")),
    Thing("GitLab token", _of(_ALNUM, 20, "glpat-")),
    Thing("GitLab deploy token", _of(_ALNUM, 20, "gldt-")),
    Thing("GitLab runner token", _of(_ALNUM, 20, "glrt-")),
    Thing("GitLab trigger token", _of(_HEX, 40, "glptt-")),
    Thing("Bitbucket password", _of(_ALNUM, 32, "ATBB")),
    Thing("Atlassian token", _of(_ALNUM, 180, "ATATT3xFfGF0", "=1A2B3C4D")),
    Thing("npm token", _of(_ALNUM, 36, "npm_")),
    Thing("PyPI token", _of(_ALNUM, 150, "pypi-AgEIcHlwaS5vcmc")),
    Thing("RubyGems key", _of(_HEX, 48, "rubygems_")),
    Thing("Docker Hub token", _of(_URLSAFE, 27, "dckr_pat_")),
    Thing("Stripe secret", _of(_ALNUM, 24, "sk_live_")),
    Thing("Stripe restricted", _of(_ALNUM, 99, "rk_live_")),
    Thing("Stripe webhook", _of(_ALNUM, 32, "whsec_")),
    Thing("Square token", _of(_ALNUM, 22, "sq0atp-")),
    Thing("Shopify token", _of(_HEX, 32, "shpat_")),
    Thing("Twilio key", _of(_HEX, 32, "SK")),
    Thing("SendGrid key", lambda s: f"SG.{s.of(_URLSAFE, 22)}.{s.of(_URLSAFE, 43)}"),
    Thing("Mailgun key", _of(_HEX, 32, "key-")),
    Thing("Mailchimp key", lambda s: f"{_of(_HEX, 32)(s)}-us{s.number(1, 21)}"),
    Thing("OpenAI key", _of(_ALNUM, 60, "sk-proj-")),
    Thing("Anthropic key", _of(_URLSAFE, 95, "sk-ant-api03-")),
    Thing("Hugging Face token", _of(_ALNUM, 34, "hf_")),
    Thing("Replicate token", _of(_ALNUM, 37, "r8_")),
    Thing("Groq key", _of(_ALNUM, 52, "gsk_")),
    Thing("Slack bot token", lambda s: f"xoxb-{s.digits(12)}-{s.digits(13)}-{s.of(_ALNUM, 24)}"),
    Thing(
        "Slack webhook",
        lambda s: (
            f"https://hooks.slack.com/services/T{s.of(_UPPER, 10)}/B{s.of(_UPPER, 10)}/"
            f"{s.of(_ALNUM, 24)}"
        ),
    ),
    Thing(
        "Discord webhook",
        lambda s: f"https://discord.com/api/webhooks/{s.digits(18)}/{s.of(_URLSAFE, 67)}a",
    ),
    Thing("Discord bot token", _discord_bot),
    Thing("Telegram bot token", lambda s: f"{s.digits(10)}:AA{s.of(_URLSAFE, 32)}a"),
    Thing("Feishu webhook", lambda s: f"https://open.feishu.cn/open-apis/bot/v2/hook/{_uuid(s)}"),
    Thing(
        "DingTalk webhook",
        lambda s: f"https://oapi.dingtalk.com/robot/send?access_token={s.of(_HEX, 64)}",
    ),
    Thing(
        "WeCom webhook",
        lambda s: f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={_uuid(s)}",
    ),
    Thing(
        "Teams webhook",
        lambda s: (
            f"https://corp.webhook.office.com/webhookb2/{_uuid(s)}@{_uuid(s)}/IncomingWebhook/"
            f"{s.of(_HEX, 32)}/{_uuid(s)}"
        ),
    ),
    Thing("Sentry DSN", lambda s: f"https://{s.of(_HEX, 32)}@o{s.digits(6)}.ingest.sentry.io/42"),
    Thing("Sentry token", _of(_ALNUM, 60, "sntrys_eyJ")),
    Thing("New Relic key", _of(_UPPER, 27, "NRAK-")),
    Thing("Grafana token", _of(_ALNUM, 32, "glsa_", "_1a2b3c4d")),
    Thing("Vault token", _of(_ALNUM, 92, "hvs.")),
    Thing("DigitalOcean token", _of(_HEX, 64, "dop_v1_")),
    Thing("Databricks token", _of(_HEX, 32, "dapi")),
    Thing("Linear key", _of(_ALNUM, 40, "lin_api_")),
    Thing("Notion token", _of(_ALNUM, 46, "ntn_")),
    Thing("Figma token", _of(_ALNUM, 40, "figd_")),
    Thing("Postman key", _of(_HEX, 58, "PMAK-")),
    Thing("Supabase token", _of(_HEX, 40, "sbp_")),
    Thing("Mapbox secret", lambda s: f"sk.eyJ1Ijoi{s.of(_ALNUM, 60)}.{s.of(_URLSAFE, 22)}"),
    Thing("Facebook token", _of(_ALNUM, 170, "EAAC")),
    Thing("age key", _of("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58, "AGE-SECRET-KEY-1")),
    Thing("Agora 006 token", lambda s: f"006{s.of(_HEX, 32)}IAD{s.base64(96)}"),
    Thing("Agora 007 token", lambda s: f"007eJxTY{s.base64(110)}"),
    Thing("ZEGO token", lambda s: f"04AAAAA{s.base64(100)}"),
    Thing("Easemob token", _of(_URLSAFE, 70, "YWMt")),
    Thing("Tencent userSig", lambda s: f"eJwtz{s.base64(120)}", (("user", "sig"),)),
    Thing("URL userinfo", lambda s: f"https://ci:{s.of(_ALNUM, 16)}@git.example.com/app.git"),
    Thing("Postgres URL", lambda s: f"postgresql://app:{_password(s)}@10.0.0.7:5432/app"),
    Thing("Mongo URL", lambda s: f"mongodb+srv://app:{s.of(_ALNUM, 14)}@c0.x1.mongodb.net/app"),
    Thing("Redis URL", lambda s: f"rediss://default:{s.of(_ALNUM, 20)}@cache.example:6380/0"),
    Thing("AMQP URL", lambda s: f"amqp://guest1:{s.of(_ALNUM, 10)}@mq.example:5672/%2f"),
    Thing(
        "TOTP link",
        lambda s: f"otpauth://totp/App:lin?secret={s.of('ABCDEFGHIJKLMNOP234567', 32)}&issuer=App",
    ),
)
# The parts of an address that are not the secret.
_OPEN = {
    "Slack webhook": "https://hooks.slack.com/services/",
    "Discord webhook": "https://discord.com/api/webhooks/",
    "Feishu webhook": "https://open.feishu.cn/open-apis/bot/v2/hook/",
    "DingTalk webhook": "https://oapi.dingtalk.com/robot/send?access_token=",
    "WeCom webhook": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=",
    "Teams webhook": "https://corp.webhook.office.com/webhookb2/",
    "Sentry DSN": "https://",
    "URL userinfo": "https://ci:",
    "Postgres URL": "postgresql://app:",
    "Mongo URL": "mongodb+srv://app:",
    "Redis URL": "rediss://default:",
    "AMQP URL": "amqp://guest1:",
    "TOTP link": "otpauth://totp/App:lin?secret=",
    "FCM server key": "",
}


def _fours(digits: str) -> list[str]:
    return [digits[at : at + 4] for at in range(0, len(digits), 4)]


def _password(s: Seeds) -> str:
    """As people make them up."""
    word = s.pick(
        "Tiger",
        "mydog",
        "Thebeatles",
        "newyork",
        "oldtrafford",
        "ourHouse",
        "Testing",
        "thisIs",
        "someday",
        "Welcome",
        "P@ssw0rd",
        "qwerty",
        "woaini",
        "Nanjing",
        "xiaoming",
        "Admin",
        "zaq1",
    )
    return s.pick(
        f"{word}{s.number(1, 9999)}",
        f"{word}{s.number(1, 99)}!",
        f"{word}@{s.number(2019, 2026)}",
        f"{word}#{s.of(_ALNUM, 4)}7",
        f"{word}_{s.number(10, 99)}_{s.of(_LOWER, 5)}",
        f"{s.of(_ALNUM, 11)}9$",
        f"{s.number(1, 9)}{word}{s.pick('!', '?', '*')}",
    )


def _odd_password(s: Seeds) -> str:
    """Begins with a sign that code uses too."""
    return f"{s.pick('$', '+', '#', '!', '@', '%', '^', '&', '*', '-', '~')}{_password(s)}"


_NEEDS_NAME = (
    Thing(
        "app certificate",
        _of(_HEX, 32),
        (
            ("app", "certificate"),
            ("agora", "app", "certificate"),
            ("app", "cert"),
            ("rtc", "app", "certificate"),
        ),
        ("app certificate", "App Certificate", "application certificate", "app cert"),
        ("App 证书", "应用证书", "主证书", "App证书", "项目的App Certificate"),
    ),
    Thing(
        "app id",
        _of(_HEX, 32),
        (("app", "id"), ("agora", "app", "id"), ("rtc", "app", "id"), ("my", "app", "id")),
        ("App ID", "app id", "AppID", "our app id", "Agora App ID"),
        ("应用ID", "应用 ID", "App ID", "appid", "声网AppID", "项目AppID"),
    ),
    Thing(
        "app sign",
        _of(_HEX, 64),
        (("app", "sign"), ("zego", "app", "sign")),
        ("app sign", "AppSign"),
        ("AppSign", "app sign"),
    ),
    Thing(
        "server secret",
        _of(_HEX, 32),
        (("server", "secret"), ("zego", "server", "secret")),
        ("server secret", "ServerSecret"),
        ("ServerSecret", "服务端密钥"),
    ),
    Thing(
        "SDK secret key",
        _of(_HEX, 64),
        (("secret", "key"), ("sdk", "secret", "key"), ("im", "secret", "key")),
        ("secret key", "SDKSecretKey"),
        ("密钥", "SecretKey", "鉴权密钥"),
    ),
    Thing(
        "customer secret",
        _of(_HEX, 32),
        (("customer", "secret"), ("rest", "customer", "secret"), ("customer", "key")),
        ("customer secret", "customer key"),
        ("客户密钥", "客户秘钥", "REST 密钥"),
    ),
    Thing(
        "client secret",
        _of(_ALNUM, 34),
        (
            ("client", "secret"),
            ("oauth", "client", "secret"),
            ("app", "secret"),
            ("wechat", "app", "secret"),
        ),
        ("client secret", "app secret", "Client Secret", "our AppSecret"),
        ("AppSecret", "应用密钥", "App Secret", "client secret"),
    ),
    Thing(
        "secret of words",
        lambda s: f"{s.pick('my', 'new', 'test', 'our', 'prod')}-{s.of(_HEX, 13)}7a",
        (("app", "secret"), ("jwt", "secret"), ("session", "secret"), ("webhook", "secret")),
        (),
        (),
    ),
    Thing(
        "api key",
        _of(_ALNUM, 32),
        (("api", "key"), ("x", "api", "key"), ("maps", "api", "key"), ("service", "api", "key")),
        ("API key", "api key", "API Key", "my api key"),
        ("API Key", "API密钥", "接口密钥", "鉴权key"),
    ),
    Thing(
        "uuid api key",
        _uuid,
        (("api", "key"), ("heroku", "api", "key"), ("auth", "token")),
        ("API key",),
        ("API Key",),
    ),
    Thing(
        "grouped license",
        lambda s: "-".join(s.of(_UPPER, 3) + s.of(string.digits, 1) for _ in range(5)),
        (("license", "key"),),
        ("license key",),
        ("license key",),
    ),
    Thing(
        "AWS secret",
        _of(_BASE64, 40),
        (("aws", "secret", "access", "key"), ("secret", "access", "key")),
        ("aws secret access key", "secret access key"),
        ("AWS Secret Access Key",),
    ),
    Thing(
        "Aliyun secret",
        _of(_ALNUM, 30),
        (
            ("access", "key", "secret"),
            ("aliyun", "access", "key", "secret"),
            ("oss", "access", "key", "secret"),
        ),
        ("AccessKey Secret",),
        ("AccessKeySecret", "AccessKey Secret", "阿里云密钥"),
    ),
    Thing(
        "Tencent secret",
        _of(_ALNUM, 32),
        (("tencent", "secret", "key"), ("cos", "secret", "key")),
        ("SecretKey",),
        ("腾讯云SecretKey", "SecretKey"),
    ),
    Thing(
        "Azure storage key",
        lambda s: s.base64(64),
        (("account", "key"), ("storage", "account", "key")),
        ("storage account key",),
        ("存储账户密钥",),
    ),
    Thing(
        "encryption key",
        lambda s: s.base64(32),
        (("encryption", "key"), ("aes", "key"), ("encrypt", "key")),
        ("encryption key", "AES key"),
        ("加密密钥",),
    ),
    Thing(
        "Twilio auth token",
        _of(_HEX, 32),
        (("twilio", "auth", "token"), ("auth", "token")),
        ("auth token", "Twilio auth token"),
        ("auth token",),
    ),
    Thing(
        "access token",
        _of(_ALNUM, 40),
        (
            ("access", "token"),
            ("refresh", "token"),
            ("token",),
            ("rtm", "token"),
            ("bearer", "token"),
            ("push", "token"),
        ),
        ("access token", "token", "refresh token", "temp token", "RTC token"),
        ("token", "访问令牌", "令牌", "临时token", "鉴权token", "Token"),
    ),
    Thing(
        "short token",
        _of(_LOWER, 16),
        (("access", "token"), ("session", "token"), ("token",)),
        ("token", "access token"),
        ("token", "令牌"),
    ),
    Thing(
        "password",
        _password,
        (
            ("password",),
            ("db", "password"),
            ("mysql", "root", "password"),
            ("smtp", "password"),
            ("admin", "pwd"),
            ("user", "password"),
            ("key", "store", "password"),
            ("passwd",),
            ("redis", "pass"),
        ),
        ("password", "pwd", "Password", "admin password", "wifi password", "passphrase"),
        ("密码", "登录密码", "管理员密码", "测试账号密码", "口令", "初始密码", "数据库密码"),
    ),
    Thing(
        "odd password",
        _odd_password,
        (("password",), ("db", "password"), ("smtp", "password")),
        (),
        (),
    ),
    Thing(
        "password of letters",
        lambda s: s.pick(
            "thebeatles",
            "oldtrafford",
            "correcthorse",
            "sunshine",
            "mypassion",
            "testament",
            "newcastle",
            "someday",
        ),
        (("password",), ("db", "password"), ("pwd",)),
        (),
        (),
    ),
    Thing(
        "password of words",
        lambda s: (
            f"{s.pick('correct', 'blue', 'my')} {s.pick('horse', 'river')} {s.pick('battery', 'stone')} {s.number(1, 99)}"  # noqa: E501
        ),
        (("password",), ("passphrase",)),
        (),
        (),
    ),
    Thing(
        "password of digits",
        lambda s: s.digits(s.number(6, 8)),
        (("password",), ("pwd",), ("pass", "code")),
        (),
        ("密码", "登录密码"),
    ),
)
NAMED = tuple(
    Thing(one.kind, one.make, one.code, one.english, one.chinese, known_alone=False)
    for one in _NEEDS_NAME
)

# Where it is pasted -------------------------------------------------------------------------------
# {n} is the name in the style of the place, {v} the value.

_CODE = {
    "scream": (  # UPPER_SNAKE
        "{n}={v}",
        "export {n}={v}",
        'export {n}="{v}"',
        "set {n}={v}",
        'setx {n} "{v}"',
        "ENV {n}={v}",
        "ENV {n} {v}",
        "ARG {n}={v}",
        "docker run -e {n}={v} app:1",
        "      - {n}={v}",
        "      {n}: {v}",
        '      {n}: "{v}"',
        "- name: {n}\n  value: {v}",
        '- name: {n}\n  value: "{v}"',
        '#define {n} @"{v}"',
        '#define {n} "{v}"',
        "define('{n}', '{v}');",
        'private static final String {n} = "{v}";',
        'const val {n} = "{v}"',
        'buildConfigField "String", "{n}", "\\"{v}\\""',
        "{n} = '{v}'",
        "$env:{n} = '{v}'",
        "heroku config:set {n}={v}",
        "::add-mask::x\n{n}={v}",
        "process.env.{n} = '{v}'",
        "flutter run --dart-define={n}={v}",
    ),
    "snake": (
        "{n}={v}",
        "{n}: {v}",
        "{n} = {v}",
        '{n} = "{v}"',
        '"{n}": "{v}"',
        "'{n}': '{v}',",
        '{{"uid":774512,"{n}":"{v}","ts":1}}',
        '{{\\"{n}\\":\\"{v}\\"}}',
        '<string name="{n}">{v}</string>',
        "<{n}>{v}</{n}>",
        "POST /v1/login {n}={v}&device=pixel",
        "curl 'https://api.example/v1/me?{n}={v}'",
        'resource "x" "y" {{\n  {n} = "{v}"\n}}',
        "d[\"{n}\"] = '{v}'",
        "[2026-11-25 10:42:07] DEBUG config loaded: {n}={v}, region=cn",
        "{n}=>{v}",
        '"{n}" => "{v}",',
        'insert into config values ("{n}", "{v}");',
        "params: {{'{n}': '{v}'}}",
        "{n}:{v}",
        "        {n}:\n          {v}",
        'name="{n}"\r\n\r\n{v}\r\n',
    ),
    "camel": (
        'const {n} = "{v}";',
        "let {n} = '{v}'",
        'let {n}: String = "{v}"',
        'val {n} = "{v}"',
        'final String {n} = "{v}";',
        "static const String {n} = '{v}';",
        'NSString *{n} = @"{v}";',
        '{n}: "{v}",',
        "{n}: '{v}'",
        'client.{n} = "{v}"',
        'options.set{N}("{v}");',
        '.{n}("{v}")',
        'init({n}: "{v}", delegate: self)',
        '"{n}":"{v}"',
        "{n}={v}",
        "{n} -> {v}",
        "{n}: {v}",
        "<key>{n}</key>\n\t<string>{v}</string>",
        "<key>{n}</key><string>{v}</string>",
        "10-24 10:42:07.512  1234  1255 D RtcApp: join({n}={v}, uid=12)",
        "I/flutter (12345): {n}: {v}",
        'print("{n}: {v}")',
        '<meta-data android:name="{n}" android:value="{v}" />',
        "Config({n}={v}, region=CN)",
        '{{"name":"{n}","value":"{v}"}}',
        'public string {n} {{ get; set; }} = "{v}";',
        'string {n} = "{v}";',
        'std::string {n} = "{v}";',
        'const char* {n} = "{v}";',
        '{n} := "{v}"',
        "{n} {v}",
    ),
    "kebab": (
        "--{n} {v}",
        "--{n}={v}",
        '--{n} "{v}"',
        "{n}: {v}",
        "curl -H '{n}: {v}' https://api.example/v1",
        '"{n}": "{v}",',
        '{{"name": "{n}", "value": "{v}"}}',
        "> {n}: {v}",
        "helm upgrade x y --set {n}={v}",
    ),
    "dotted": ("{n}={v}", "{n} = {v}", "-D{n}={v}", "{n}: {v}", "git config {n} {v}"),
}
_ENGLISH = (
    "{n}: {v}",
    "{n} : {v}",
    "{n} - {v}",
    "{n} is {v}",
    "The {n} is {v} but it still fails.",
    "here is my {n}: {v}, please check",
    "Our {n} = {v}",
    "{n}\n{v}",
    "{n}:\n{v}",
    "{n}:\n\n{v}",
    "*{n}:* {v}",
    "**{n}**: `{v}`",
    "`{n}`: `{v}`",
    "- {n}: {v}",
    "| {n} | {v} |",
    "{n} ({v})",
    "{n} [{v}]",
    "> {n}: {v}",
    'use the {n} "{v}" to log in',
    "{n} I used: {v}",
    "I use {v} as the {n}",
    "{v} is our {n}",
    "{n} -> {v}",
    "{n}; {v}",
    "{n}\t{v}",
    "{n} was changed to {v} yesterday",
)
_CHINESE = (
    "{n}：{v}",
    "{n}: {v}",
    "{n}:{v}",
    "{n}是{v}",
    "{n}为{v}，麻烦看下",
    "{n}{v}",
    "{n}{v}，加入频道报错",
    "{n} {v}",
    "{n}是：{v}",
    "{n}（{v}）",
    "【{n}】{v}",
    "我们用的{n}是 {v} 。",
    "{n}=  {v}",
    "{n}\n{v}",
    "{n}：\n{v}",
    "{n}填的{v}对吗",
    "用{v}作为{n}还是不行",
    "{n}「{v}」",
    "{n}改成{v}了",
    "{n}, {v}",
    "，{n}：{v}；",
)
_ALONE = (
    "{v}",
    "I use {v} and it fails",
    "用的是{v}，报错",
    "报错：{v}过期了吗",
    "log: joined with [{v}] ok",
    "'{v}'",
    '"{v}"',
    "(“{v}”)",
    "<{v}>",
    "x={v};y=2",
    '{{"a":"{v}"}}',
    "{v},",
    "{v}.",
    "see\n{v}\nthanks",
    "> {v}",
    "```\n{v}\n```",
    "arg0={v} arg1=2",
    "E/App: rejected {v}: 401",
    '{{\\"a\\":\\"{v}\\"}}',
    "https://x.example/r?u=1&q={v}#top",
    "－{v}－",
    "key\t{v}\tend",
)
# Names that stand where no value is quoted need one that is no plain word.
_QUOTED_ONLY = frozenset({"password of words", "odd password"})
_WORDS_ONLY_IN_CODE = frozenset({"password of letters", "password of digits"})
_QUOTE = ('"{v}"', "'{v}'", '\\"{v}\\"')
_PROSE_LIKE = ("{n} {v}", "      {n}: {v}", "ENV {n} {v}", "git config {n} {v}", "{n} -> {v}")


def _styled(words: tuple[str, ...], style: str) -> str:
    match style:
        case "scream":
            return "_".join(words).upper()
        case "snake":
            return "_".join(words)
        case "kebab":
            return "-".join(words)
        case "dotted":
            return ".".join(words)
    return words[0] + "".join(one.capitalize() for one in words[1:])


def in_the_field(seed: int = 23, rounds: int = 1) -> Iterator[Sample]:
    """Thousands: each kind in several places of each sort."""
    s = Seeds(seed)
    for _ in range(rounds):
        for thing in ALONE:
            for place in s.random.sample(_ALONE, 6):
                yield _sample(thing, s, place, "")
        for thing in NAMED:
            yield from _in_code(thing, s)
            for names, places, count in (
                (thing.english, _ENGLISH, 14),
                (thing.chinese, _CHINESE, 14),
            ):
                for place in s.random.sample(places, count) if names else ():
                    name = s.pick(*names)
                    if place.startswith("{n}{v}") and name[-1].isascii():
                        continue  # nobody could tell where the name ends
                    yield _sample(thing, s, place, name)
        yield from _in_commands(s)
        yield from _in_headers(s)
        yield from _wrapped(s)
        yield from _accounts(s)
        yield from _told(s)
        yield from _pasted(s)
        yield from _personal(s)


def _in_code(thing: Thing, s: Seeds) -> Iterator[Sample]:
    for style, places in _CODE.items():
        for place in s.random.sample(places, min(len(places), 8)):
            if thing.kind in _QUOTED_ONLY and not any(one in place for one in _QUOTE):
                continue
            if thing.kind in _WORDS_ONLY_IN_CODE and place in _PROSE_LIKE:
                continue
            yield _sample(thing, s, place, _styled(s.random.choice(thing.code), style))


def _sample(thing: Thing, s: Seeds, place: str, name: str) -> Sample:
    value = thing.make(s)
    text = place.format(n=name, N=name[:1].upper() + name[1:], v=value)
    secret = value.removeprefix(_OPEN.get(thing.kind, ""))
    if thing.kind in _OPEN and "://" in value:
        secret = secret.split("@")[0].split("&")[0]
    return Sample(thing.kind, text, secret)


def _in_commands(s: Seeds) -> Iterator[Sample]:
    """Where the option says what it is, not a name."""
    for place in (
        "mysql -u root -p{} app",
        "mysql -h 10.0.0.7 -uapp -p{} < dump.sql",
        "mysqldump -u app -p{} app > x.sql",
        "docker login -u lin -p {} registry.example",
        "docker login --username lin --password {}",
        "curl -u lin:{} https://api.example/v1",
        'curl --user "lin:{}" https://api.example/v1',
        "curl -ulin:{} https://api.example/v1",
        "sshpass -p {} ssh root@10.0.0.7",
        "sshpass -p'{}' scp a b",
        "redis-cli -h cache -a {} ping",
        'psql "host=db user=app password={} dbname=app"',
        "PGPASSWORD={} psql -h db app",
        "http -a lin:{} https://api.example",
        "wget --user=lin --password={} https://x.example/a",
        "echo {} | sudo -S reboot",
        "openssl rsa -in k.pem -passin pass:{}",
        "keytool -storepass {} -list",
        "jarsigner -storepass {} -keypass {} a.jar k",
        "Server=db;Database=app;User Id=sa;Password={};",
        "Server=db;Uid=app;Pwd={};",
        "net use z: \\\\srv\\x /user:lin {}",
        "machine api.example login lin password {}",
        "//registry.npmjs.org/:_authToken={}",
        "//registry.example/:_password={}",
        "svn co https://x.example --username lin --password {}",
        "mongo --username app --password {} app",
        "sqlcmd -S db -U sa -P {}",
        "unzip -P {} logs.zip",
        "az login --service-principal -u x -p {}",
        "vault login {}",
        "subscription-manager register --username=lin --password={}",
    ):
        password = s.of(_ALNUM, 9) + s.pick("7!", "9#", "3x")
        yield Sample("command", place.format(*[password] * place.count("{}")), password)


def _in_headers(s: Seeds) -> Iterator[Sample]:
    token = s.of(_ALNUM, 30) + "7a"
    for place, value in (
        ("Authorization: Bearer {}", token),
        ("authorization: bearer {}", token),
        ('"Authorization":"Bearer {}"', token),
        ("Authorization: Basic {}", _basic(s)),
        ('"authorization": "Basic {}"', _basic(s)),
        ("I tried Basic {} and it says 401", _basic(s)),
        ("Authorization: Token {}", token),
        ("Authorization: token {}", s.of(_HEX, 40)),
        (
            'Authorization: Digest username="lin", realm="x", nonce="1a", response="{}"',
            s.of(_HEX, 32),
        ),
        (
            "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261125/us-east-1/s3/aws4_request, SignedHeaders=host, Signature={}",  # noqa: E501
            s.of(_HEX, 64),
        ),
        ("Authorization: Negotiate {}", s.base64(60)),
        ("Authorization: ApiKey {}", token),
        ("Authorization: agora token={}", f"007eJxTY{s.base64(90)}"),
        (
            "Authorization: TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2026-11-25/trtc/tc3_request, SignedHeaders=host, Signature={}",  # noqa: E501
            s.of(_HEX, 64),
        ),
        ("Authorization: OSS LTAI5tAbcdEFGH12345678ab:{}", s.base64(20)),
        ("Authorization: {}", token),
        ("Proxy-Authorization: Basic {}", _basic(s)),
        ("X-Auth-Token: {}", token),
        ("X-Access-Token: {}", token),
        ("X-Custom-Secret: {}", token),
        ("x-goog-api-key: {}", s.of(_ALNUM, 24) + "1a"),
        ("Ocp-Apim-Subscription-Key: {}", s.of(_HEX, 32)),
        ("apikey: {}", token),
        ("PRIVATE-TOKEN: {}", s.of(_ALNUM, 20) + "1"),
        ("X-Signature: {}", s.of(_HEX, 64)),
        ("Cookie: sid={}; theme=dark", s.of(_HEX, 12) + "a1"),
        ("Cookie: a=1; session={}", s.of(_ALNUM, 24) + "a1"),
        ("Set-Cookie: SESSION={}; Path=/; HttpOnly", s.of(_ALNUM, 24) + "a1"),
        ('"set-cookie": "connect.sid=s%3A{}; Path=/"', s.of(_ALNUM, 24) + "a1"),
        ('{{"name":"Cookie","value":"JSESSIONID={}"}}', s.of(_UPPER, 30) + "A1"),
        ('{{"name":"X-Custom-Secret","value":"{}"}}', token),
        ('{{"name":"Authorization","value":"Bearer {}"}}', token),
        (
            '{{"name": "key", "value": "{}"}}, {{"name": "access_token", "value": "x"}}'.replace(
                '"key"', '"api_key"'
            ),
            token,
        ),
        ("curl -b 'sid={}' https://x.example", s.of(_ALNUM, 24) + "a1"),
        ("fetch(u, {{headers: {{'Authorization': 'Bearer {}'}}}})", token),
        ('-H "Authorization: Bearer {}"', token),
        ("GET /v1/rooms?key={} HTTP/1.1", s.of(_LOWER, 16) + "a1"),
        ("https://maps.example/api?key={}&lang=zh", s.of(_LOWER, 16) + "a1"),
        ("https://x.example/a?access_token={}", s.of(_LOWER, 16) + "a1"),
        ("https://x.example/a?sig={}%3D&se=2026", s.of(_ALNUM, 40) + "a1"),
        ("https://b.s3.amazonaws.com/k?X-Amz-Signature={}&X-Amz-Expires=1", s.of(_HEX, 64)),
        ("https://b.oss.example/k?OSSAccessKeyId=x&Signature={}%3D", s.of(_ALNUM, 26) + "a1"),
        ("wss://edge.example/ws?appid=1&token={}", s.of(_ALNUM, 40) + "a1"),
        ("https://x.example/cb#access_token={}&state=1", s.of(_ALNUM, 40) + "a1"),
        ("https://x.example/reset?token={}", s.of(_HEX, 32)),
        ("rtmp://live.example/app/room?auth_key=1795000000-0-0-{}", s.of(_HEX, 32)),
        ("AKIAIOSFODNN7EXAMPLE:{}", s.of(_ALNUM, 38) + "a1"),
        ("LTAI5tAbcdEFGH12345678ab / {}", s.of(_ALNUM, 28) + "a1"),
        ("twilio AC0123456789abcdef0123456789abcdef auth {}", s.of(_HEX, 32)),
        (
            "DefaultEndpointsProtocol=https;AccountName=x;AccountKey={};EndpointSuffix=core.windows.net",
            s.base64(64),
        ),
        (
            "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={}",
            s.base64(32),
        ),
    ):
        yield Sample("header or address", place.format(value), value)


def _wrapped(s: Seeds) -> Iterator[Sample]:
    """A long value that something broke into lines; its last line must go too."""
    for make in (
        Seeds.jwt,
        lambda s: f"007eJxTY{s.base64(110)}",
        lambda s: f"006{s.of(_HEX, 32)}IAD{s.base64(96)}",
    ):
        for width in (40, 64, 72, 76):
            for name, joint in (
                ("", "\n"),
                ("token: ", "\n"),
                ("> token:\n> ", "\n> "),
                ("  token=", "\n    "),
                ("token: ", "\\n"),
                ("10:42:07 I App: ", "\n10:42:07 I App: "),
                ("| ", "\n| "),
                ("token: ", "\r\n"),
                ("> > ", "\n> > "),
                ('token = "', '"\n  + "'),
                ("token: ", "\\\n"),
                ("I/flutter ( 1234): token ", "\nI/flutter ( 1234): "),
            ):
                value = make(s)
                lines = [value[at : at + width] for at in range(0, len(value), width)]
                if len(lines[-1]) < 8:
                    continue
                yield Sample("wrapped", f"{name}{joint.join(lines)}\nend of it", lines[-1])


def _accounts(s: Seeds) -> Iterator[Sample]:
    """A user's name and the password beside it."""
    for place in (
        "账号admin密码{}能登录",
        "账号：admin 密码：{}",
        "账号 lin 密码 {}",
        "用户名/密码：admin/{}",
        "账号密码：admin {}",
        "账号/密码 admin/{}",
        "帐号admin，密码{}",
        "user: admin pass: {}",
        "username: admin\npassword: {}",
        "login: admin / {}",
        "account: admin / {}",
        "account/password: admin/{}",
        "user/pass admin/{}",
        "username and password: admin, {}",
        "credentials: admin:{}",
        "credentials are admin / {}",
        "login with admin:{} please",
        "admin / {} is the test account",
        "测试账号 13800138000 密码 {}",
        "密码都是{}",
        "密码是：{}，请勿外传",
        "root密码{}",
        "后台登录 admin {} 密码不要外传",
        "PIN / password: {}",
        "pass phrase: {}",
        "pw={}",
        "my pwd -> {}",
        "the password has been changed to {}",
        "password reset to {}",
        "set the password to '{}'",
        "passwort: {}",
        "contraseña: {}",
        "mot de passe : {}",
        "パスワード：{}",
        "비밀번호: {}",
        "пароль: {}",
    ):
        password = _password(s)
        yield Sample("account", place.format(password), password)


def _told(s: Seeds) -> Iterator[Sample]:
    """Passwords of plain words, told in a sentence."""
    nouns = ("horse", "battery", "river", "tiger", "window", "lemon", "castle", "violin", "copper")
    for place in (
        "my password is {}",
        "My password is {}.",
        "the wifi password is {} and it is refused",
        "our admin password is {}, please check",
        "bob's passphrase was {} but it fails",
        "password: {}",
        "passphrase = {}",
        '{{"message":"the password is {}"}}',
        '{{\\"text\\":\\"my pwd is {}\\"}}',
    ):
        phrase = " ".join(s.random.sample(nouns, s.number(3, 6)))
        yield Sample("told password", place.format(phrase), phrase.split()[-1])
        if place.endswith(("is {}", "is {}.", "please check")):
            one = s.pick("swordfish", "correcthorse", "opensesame", "letmein", "iloveyou", "dragon")
            yield Sample("told password", place.format(one), one)
    for place in ("密码是{}", "密码是 {}，登录失败", "密码：{}", "口令为{}。", "登录密码：{}\n"):
        told = s.pick("小猫咪", "天王盖地虎", "芝麻开门", "春暖花开", "大灰狼")
        told += s.digits(s.number(3, 6))
        yield Sample("told password", place.format(told), told)
    for place in (
        "the login is bob / {}",
        "login: bob / {}",
        "credentials: bob:{}",
        "账号是 bob / {}",
        "you can log in as bob / {}",
        "test account: bob / {}",
    ):
        password = s.pick("hunter", "sunshine", "blackcat") + s.digits(s.number(1, 4))
        yield Sample("told account", place.format(password), password)


def _pasted(s: Seeds) -> Iterator[Sample]:
    """Out of files of tools, of recorded requests and of source."""
    token, password, key = f"{s.of(_ALNUM, 30)}7a", f"{s.of(_ALNUM, 9)}7", f"{s.of(_BASE64, 40)}"
    pem = base64.b64encode(s.pem(s.pick("RSA ", "EC ", "OPENSSH ", "")).encode()).decode()
    docker = base64.b64encode(f'{{"auths":{{"r":{{"auth":"{token}"}}}}}}'.encode()).decode()
    for place, value in (
        ('"cookies": [{{"name": "sessionid", "value": "{}", "path": "/"}}]', token),
        ('"cookies": [\n {{\n  "name": "connect.sid",\n  "value": "s%3A{}"\n }}\n]', token),
        ('"cookies": {{"sessionid": "{}"}}', token),
        ('"set-cookie": ["a=1; Path=/", "sid={}; Path=/"]', token),
        ("Cookie: a=1;\n sid={};\n theme=dark", token),
        ("laravel_session={}", token),
        ("curl https://x.example \\\n  -u lin:{} \\\n  -d a=1", password),
        ("curl -sSu lin:{} https://x.example", password),
        ("net user lin {} /add", password),
        ("mongosh -u lin -p {} app", password),
        ("smbclient //srv/x -U lin%{}", password),
        ("lftp -u lin,{} files.example", password),
        (".dockerconfigjson: {}", docker),
        ("client-key-data: {}", pem),
        ("here it is: {}", pem),
        ("npmAuthIdent: lin:{}", token),
        ("db.internal:5432:app:lin:{}", token),
        ("machine x.example\n  login lin\n  password {}", password),
        ("SSHPASS={} sshpass -e ssh x", password),
        ("bindpw {}", token),
        ("lin:{}@tcp(db:3306)/app", password),
        ("jdbc:oracle:thin:lin/{}@//db:1521/x", password),
        ("postgres://lin:p/{}@db/app", password),
        ('{{"urls":"turn:x.example:3478","username":"lin","credential":"{}"}}', password),
        ("AKIAIOSFODNN7EXAMPLE\n{}", key),
        ("ak: D3R7RF5GGQUAADAIDUKV\nsk: {}", f"{s.of(_ALNUM, 38)}7a"),
        ("QINIU_SK={}", f"{s.of(_ALNUM, 38)}7a"),
        ("apiV3Key: {}", s.of(_HEX, 32)),
        ("wifi psk={}", token),
        ("<password><![CDATA[{}]]></password>", password),
        ("| user | password |\n|---|---|\n| lin | {} |", password),
        ("| 参数 | App Secret |\n| --- | --- |\n| 值 | `{}` |", token),
        ("password: |\n  {}\n", password),
        ("token: >-\n  {}\n", token),
        ('variable "db_password" {{\n  default = "{}"\n}}', password),
        ("lin:$6$abc$Qh{}86:19000:0", token),
        ("password_hash=$2b$12$wdI69MtUscm{}", token),
        ('token: Optional("{}")', token),
        ('request.setValue("{}", forHTTPHeaderField: "X-Auth-Token")', token),
        ('[request setValue:@"{}" forHTTPHeaderField:@"x-api-key"];', token),
        ('buildConfigField "String", "API_KEY", "\\"{}\\""', token),
        ("🔑 token 👉 {}", token),
        ("password\u00a0=\u00a0{}", password),
        ("密码：\u3000{}", password),
        ("token＝{}", token),
        ("帳號lin 密碼{}", password),
        ("密鑰：{}", token),
        ("私钥：{}", key),
        ("ak是LTAI5tAbcdEFGH12345678ab sk是{}", f"{s.of(_ALNUM, 28)}7a"),
        ('new WebSocket(u, ["bearer", "{}"])', token),
        ("&quot;password&quot;:&quot;{}&quot;", password),
        ("&#34;token&#34;: &#34;{}&#34;", token),
        ("%7B%22password%22%3A%22{}%22%7D", password),
        ("Authorization%3A%20Bearer%20{}", token),
        ("hooks.slack.com\\/services\\/T0ABCDEFG\\/B0ABCDEFG\\/{}", s.of(_ALNUM, 24)),
        ("a=1\\u0026password\\u003d{}", password),
        ("CREATE USER lin IDENTIFIED BY '{}'", password),
        ("mosquitto_pub -u lin -P {} -t x", password),
        ("requirepass {}", token),
        ("AUTH PLAIN {}", s.base64(30)),
        ("WIFI:S:Office;T:WPA;P:{};;", password),
        ('let app_cert: &str = "{}";', s.of(_HEX, 32)),
        ("const token: string | null = '{}'", token),
        ('client.join("5f2c1e0d9b8a7c6d5e4f3a2b1c0d9e8f", "lobby", "{}", 12)', token),
        ('login("lin", "{}")', password),
        ("[sudo] password for lin: {}", password),
    ):
        yield Sample("pasted", place.format(value), value)


def _personal(s: Seeds) -> Iterator[Sample]:
    mobile, mail = s.chinese_mobile(), f"{s.word()}.{s.word()}{s.number(1, 99)}@example.com"
    for place, value in (
        ("联系{}", mail),
        ("{}＃", mail),
        ("邮箱是{}，电话{}".replace("{}", mail, 1), mobile),
        ("to:{};cc:x", mail),
        ("mail me ({}).", mail),
        ("{}".replace("{}", mail.replace("@", "＠")), ""),
        ("me@{}".replace("me@{}", mail), mail),
        ('"{}" wrote:', mail),
        ("MAILTO:{}", mail),
        ("{} 失败", mail),
        ("user={}&x=1", mail),
        ("%s: {}", mail),
        ("手机号{}收不到验证码", mobile),
        ("电话：+86 {}", mobile),
        ("电话：+86-{}", mobile),
        ("(86){}", mobile),
        ("86-{}", mobile),
        ("0086 {}", mobile),
        ("致电{}找林工", mobile),
        ("微信同号：{}。", mobile),
        ("tel:{}", mobile),
        ('"mobile":"{}"', mobile),
        ("phone={}", mobile),
        ("{}/12345".replace("{}/12345", mobile), mobile),
        ("{}（林）", mobile),
        ("林：{}", mobile),
        (f"call +1 {415}-555-0142", "555-0142"),
        (f"(415) 555-{s.number(1000, 9999)}", "(415) 555"),
        (f"+44 7911 {s.number(100000, 999999)}", "7911"),
        (f"Phone: 07911 {s.number(100000, 999999)}", "07911"),
        (f"+81 90-1234-{s.number(1000, 9999)}", "90-1234"),
        (f"+91 98765 {s.number(10000, 99999)}", "98765"),
        (f"+49 151 {s.number(10000000, 99999999)}", "151 "),
        (f"+852 9123 {s.number(1000, 9999)}", "9123"),
        (f"Tel 852-9123 {s.number(1000, 9999)}", "9123"),
        (f"座机 010-{s.number(60000000, 89999999)}", "010-"),
        (f"电话021 {s.number(50000000, 68999999)}", "021 "),
        (f"身份证{(i := s.chinese_id())}", i),
        (f"ID:{(i := s.chinese_id())}", i),
        (f"卡号{(c := s.card())}", c),
        ("card {}".format(" ".join(_fours(c := s.card()))), c[-4:]),
    ):
        if "＠" in place:
            yield Sample("personal", place, place)
        else:
            yield Sample("personal", place.replace("{}", value), value)
