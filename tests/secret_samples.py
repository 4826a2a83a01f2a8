"""Seeded secrets and what only looks like them, written by templates. No secret here is real.

Every sample names its kind. A secret is a value that must vanish from its line; a look-alike is a
line that must stay as it is, to the letter.
"""

from __future__ import annotations

import base64
import json
import random
import string
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_ALNUM = string.ascii_letters + string.digits
_HEX = "0123456789abcdef"
_UPPER = string.ascii_uppercase + string.digits
_URLSAFE = _ALNUM + "-_"


@dataclass(frozen=True, slots=True)
class Sample:
    """`secret` is what must go from `text`; "" in a look-alike, which must not change."""

    kind: str
    text: str
    secret: str = ""


class Seeds:
    """Draws values from one seed, so that every run sees the same."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - samples, not secrets

    def of(self, alphabet: str, length: int) -> str:
        return "".join(self.random.choices(alphabet, k=length))

    def pick(self, *options: str) -> str:
        return self.random.choice(options)

    def number(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def digits(self, length: int) -> str:
        return str(self.number(1, 9)) + self.of(string.digits, length - 1)

    def base64(self, length: int) -> str:
        return base64.b64encode(self.random.randbytes(length)).decode()

    def word(self) -> str:
        return self.pick(
            "lobby",
            "classroom",
            "voice",
            "party",
            "stage",
            "match",
            "meeting",
            "live",
            "karaoke",
            "ward",
            "office",
            "arena",
        )

    def strong_password(self) -> str:
        """Letters, digits and signs, as people are made to choose them."""
        word = self.pick("Sommer", "tiger", "Nimbus", "hunter", "blue", "Wang", "qwe", "river")
        sign = self.pick("!", "@", "#", "$", "%", "^", "*", "_", "-", "+")
        return f"{word}{self.number(10, 9999)}{sign}{self.of(_ALNUM, self.number(0, 6))}"

    def jwt(self) -> str:
        parts = [{"alg": "HS256", "typ": "JWT"}, {"sub": self.digits(9), "exp": 1795000000}]
        coded = [
            base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in parts
        ]
        return ".".join([*coded, self.of(_URLSAFE, 43)])

    def pem(self, label: str = "RSA ") -> str:
        body = self.base64(self.number(300, 900))
        lines = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
        return f"-----BEGIN {label}PRIVATE KEY-----\n{lines}\n-----END {label}PRIVATE KEY-----"

    def chinese_id(self) -> str:
        first = self.pick("110105", "310101", "440305", "330106", "510107")
        born = f"{self.number(1950, 2009)}{self.number(1, 12):02d}{self.number(1, 28):02d}"
        body = f"{first}{born}{self.of(string.digits, 3)}"
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
        total = sum(int(one) * weight for one, weight in zip(body, weights, strict=True))
        return body + "10X98765432"[total % 11]

    def card(self) -> str:
        body = self.pick("4", "51", "6222") + self.of(string.digits, 15)
        body = body[:15]
        total = sum(
            sum(divmod(int(one) * (2 if n % 2 == 0 else 1), 10)) for n, one in enumerate(body)
        )
        return body + str(-total % 10)

    def spaced_mobile(self) -> str:
        number, gap = self.chinese_mobile(), self.pick(" ", "-")
        return gap.join((number[:3], number[3:7], number[7:]))

    def chinese_mobile(self) -> str:
        prefix = self.pick("138", "139", "150", "158", "176", "177", "186", "188", "199", "135")
        return prefix + self.of(string.digits, 8)


def _tokens(s: Seeds) -> dict[str, str]:
    """One secret of every shape."""
    return {
        "jwt": s.jwt(),
        "slack bot": f"xoxb-{s.digits(12)}-{s.digits(12)}-{s.of(_ALNUM, 24)}",
        "slack app": f"xapp-1-A{s.of(_UPPER, 10)}-{s.digits(13)}-{s.of(_HEX, 64)}",
        "slack hook": f"hooks.slack.com/services/T{s.of(_UPPER, 8)}/B{s.of(_UPPER, 8)}/"
        f"{s.of(_ALNUM, 24)}",
        "aws": s.pick("AKIA", "ASIA") + s.of(_UPPER, 16),
        "google": f"AIza{s.of(_URLSAFE, 35)}",
        "google oauth": f"ya29.{s.of(_URLSAFE, 120)}",
        "aliyun": f"LTAI{s.of(_ALNUM, s.pick('12', '20').__len__() * 10)}",
        "tencent": f"AKID{s.of(_ALNUM, 32)}",
        "volcengine": f"AKLT{s.of(_ALNUM, 44)}",
        "azure secret": f"{s.of(_ALNUM, 3)}8Q~{s.of(_URLSAFE, 33)}a",
        "github": f"gh{s.pick('p', 'o', 's')}_{s.of(_ALNUM, 36)}",
        "github fine": f"github_pat_{s.of(_ALNUM, 22)}_{s.of(_ALNUM, 59)}",
        "gitlab": f"glpat-{s.of(_URLSAFE, 20)}",
        "npm": f"npm_{s.of(_ALNUM, 36)}",
        "stripe": f"{s.pick('sk', 'rk')}_{s.pick('live', 'test')}_{s.of(_ALNUM, 24)}",
        "openai": f"sk-proj-{s.of(_URLSAFE, 48)}",
        "openai old": f"sk-{s.of(_ALNUM, 20)}T3BlbkFJ{s.of(_ALNUM, 20)}",
        "deepseek": f"sk-{s.of(_HEX, 30)}7f",
        "sendgrid": f"SG.{s.of(_URLSAFE, 22)}.{s.of(_URLSAFE, 43)}",
        "telegram": f"{s.digits(10)}:AA{s.of(_URLSAFE, 33)}",
        "agora 006": f"006{s.of(_HEX, 32)}IA{s.base64(90)}",
        "agora 007": f"007eJxTY{s.base64(120)}",
        "zego 04": f"04AAAAA{s.base64(90)}",
        "brightwire": f"BW2.{s.of(_URLSAFE, 60)}",
        "easemob token": f"YWMt{s.of(_URLSAFE, 60)}",
    }


_TOKEN_LINES = (
    "{}",
    "I use {} and it fails",
    "token={}",
    '{{"token": "{}", "uid": 12}}',
    "我用的是{}，加入频道报错",
    "joinChannel(token={}, channelId=class-8812) -> 0",
    "06-29 20:14:02.377  8123  8123 I SDK: [api] renewToken({})",
    '<string name="rtc">{}</string>',
    "E/App: failed with `{}`",
    "https://api.example/x?a=1&t={}&b=2",
)
_PASSWORD_LINES = (
    "password={}",
    "DB_PASSWORD={}",
    'password: "{}"',
    "  password: {}",
    '{{"user": "lin", "password": "{}"}}',
    "postgres://admin:{}@db.internal:5432/app",
    "login --user lin --password {}",
    "密码：{}",
    "账号 lin 密码是 {}",
    "<password>{}</password>",
    "spring.datasource.password={}",
    "mysql -u root; export MYSQL_PWD={}",
    "the password is {}",
    'char *pwd = "{}";',
    '{{\\"password\\":\\"{}\\"}}',
    "curl -u lin:{} https://api.example/v1",
    'config.setPassword("{}")',
    "MYSQL_ROOT_PASSWORD: {}",
    '- name: PGPASSWORD\n  value: "{}"',
    '"pwd" => "{}",',
    "user=lin;password={};database=x",
    "jdbc:mysql://h/db?user=a&password={}",
    "sshpass -p {} ssh h",
    "登录密码为{}，登录不上",
    "[password] = {}",
    "password%3D{}%26a",
    "ftp://bob:{}@files.example/x",
    "pw: {}",
    "{{'password': '{}'}}",
    "--db-password={}",
    'headers.put("password", "{}")',
    '<entry key="db.password" value="{}"/>',
    'storePassword "{}"',
    "spring:\n  datasource:\n    password: {}",
    "smtp_pass={}",
    "wifi 密码 {}",
)
_PLAIN_PASSWORD_LINES = (
    "password={}",
    "DB_PASSWORD={}",
    '{{"user": "lin", "password": "{}"}}',
    "  password: {}",
    "redis://:{}@cache:6379",
    "login --password {}",
    "<password>{}</password>",
)
_CERTIFICATE_LINES = (
    "appCertificate={}",
    "App Certificate: {}",
    '"app_certificate": "{}"',
    "AGORA_APP_CERTIFICATE={}",
    "const appCertificate = '{}';",
    "App 证书：{}",
    "主证书是 {}",
    '<string name="agora_app_certificate">{}</string>',
    "My app certificate is {} and the token fails",
    "[token] build appId=9f2c**** appCertificate={} expire=3600",
    "| App Certificate | {} |",
    "**App Certificate**: `{}`",
    'certificate = "{}"  // app certificate',
    "APP_CERT={}",
    "App certificate (primary): {}",
    "证书 {} 是在控制台拿的 App 证书",
    '#define APP_CERTIFICATE @"{}"',
    "<key>AppCertificate</key>\n<string>{}</string>",
    "App Certificate\n{}",
    "App证书{}",
)
_APP_ID_LINES = (
    "appId={}",
    "App ID: {}",
    '"appId": "{}"',
    "AGORA_APP_ID={}",
    'val appId = "{}"',
    "我的 App ID 是 {}",
    "应用ID：{}",
    "AppID（{}）",
    'RtcEngine.create(getBaseContext(), "{}", handler)',
    "client.join('{}', 'room', null)",
    '<string name="agora_app_id">{}</string>',
    "My App ID is {} if you need it",
    "[10/21/25 10:42:07:123][3112][I]: create appid:{} area=GLOBAL",
    '{{"app_id":"{}","cname":"lobby"}}',
    "x-agora-appid: {}",
    '#define AGORA_APP_ID @"{}"',
    "agora.app.id={}",
    "my appid {}",
    "APPID ：{}",
    'new RtcEngineConfig(){{ AppId = "{}" }}',
    "await createAgoraRtcEngine().initialize(const RtcEngineContext(appId: '{}'))",
    'AgoraRtcEngineKit.sharedEngine(withAppId: "{}", delegate: self)',
    '[AgoraRtcEngineKit sharedEngineWithAppId:@"{}" delegate:self]',
    "<key>AppID</key><string>{}</string>",
    "appid={}&channel=1",
    "App ID - {}",
    "vendorKey: {}",
    '<meta-data android:name="agora_appid" android:value="{}"/>',
)
_SECRET_LINES = (
    "client_secret={}",
    "appSecret: '{}'",
    '"secretKey": "{}"',
    "aws_secret_access_key = {}",
    "accessKeySecret={}",
    "ALIYUN_ACCESS_KEY_SECRET: {}",
    "AccountKey={};EndpointSuffix=core.windows.net",
    "X-Api-Key: {}",
    'customer_secret = "{}"',
    "serverSecret: {}",
    "private_key_id=1 private_key={}",
    "密钥：{}",
    'encryptionKey="{}"',
    '{{"name": "secretKey", "value": "{}"}}',
    "api_key={}",
    "SecretId / SecretKey: {}",
    "api.key={}",
    "AppSecret（{}）",
    "hmac key: {}",
    'static let apiSecret = "{}"',
    "webhook_secret: {}",
    "- SECRET_KEY_BASE={}",
    "Secret Key is {}",
    'request.setHeader("X-Api-Key", "{}")',
)
_QUERY_LINES = (
    "GET https://api.example/v1/rooms?uid=3&token={}&x=1 403",
    "wss://edge.example/ws?access_token={}",
    "http://x.example/cb?signature={}#top",
    "https://store.example/a.log?sv=2024&sig={}",
    "url: '/v1?sign={}&ts=1795000000'",
)
_COOKIE_LINES = (
    "Cookie: sid={}; theme=dark",
    "Set-Cookie: session={}; Path=/; HttpOnly",
    '"Cookie": "sid={}; a=1"',
    '{{"name": "cookie", "value": "sid={}"}}',
    "curl -H 'Cookie: JSESSIONID={}' https://x.example",
    "> cookie: _gid={}",
    "cookie: uid=1; auth={}",
    'document.cookie = "sid={}"',
    '--cookie "SESSION={}"',
    '"set-cookie": ["sid={}; Path=/"]',
)
_AUTHORIZATION_LINES = (
    "Authorization: Bearer {}",
    "authorization: Basic {}",
    '"Authorization": "Bearer {}"',
    "Authorization: agora token={}",
    "curl -H 'Authorization: Token {}' https://x.example",
    '{{"name": "Authorization", "value": "Bearer {}"}}',
    "proxy-authorization: {}",
    "headers: {{ Authorization: `Bearer {}` }}",
    '.addHeader("Authorization", "Basic {}")',
    '"authorization":["Bearer {}"]',
    '< authorization: Digest username="a", response="{}"',
)
_EMAIL_LINES = (
    "write to {} please",
    "<{}>",
    "邮箱{}，谢谢",
    '{{"email":"{}"}}',
    "Signed-off-by: Lin <{}>",
    "mailto:{}",
    "login failed for {} (401)",
    "https://x.example/?email={}&a=1",
    "{}: permission denied",
    "(cc {})",
)
_PHONE_LINES = (
    "call me at {}",
    "手机{}，请联系",
    '{{"phone": "{}"}}',
    "tel: {}",
    "sms sent to {} ok",
    "{}",
    "user {} joined",
    "微信同号{}",
    "WhatsApp {}",
    "({})",
)
_ID_LINES = ("身份证号：{}", "id={}", "实名信息 {} 审核", '{{"idcard":"{}"}}', "{}")


def secrets(seed: int = 7, rounds: int = 12) -> Iterator[Sample]:
    """Hundreds of secrets of every kind, each in many surroundings."""
    s = Seeds(seed)
    for _ in range(rounds):
        for kind, value in _tokens(s).items():
            for line in s.random.sample(_TOKEN_LINES, 4):
                yield Sample(kind, line.format(value), value)
        for kind, lines, make in _VALUES:
            for line in lines:
                value = make(s)
                yield Sample(kind, line.format(value), value)
        yield from _keys(s)
        yield from _signs(s)


_VALUES: tuple[tuple[str, tuple[str, ...], Callable[[Seeds], str]], ...] = (
    ("password", _PASSWORD_LINES, Seeds.strong_password),
    (
        "plain password",
        _PLAIN_PASSWORD_LINES,
        lambda s: s.pick("letmein", "dragon", "qwertz", "opensesame", "iloveyou", "monkey"),
    ),
    ("app certificate", _CERTIFICATE_LINES, lambda s: s.of(_HEX, 32)),
    ("app id", _APP_ID_LINES, lambda s: s.of(_HEX, 32)),
    ("secret", _SECRET_LINES, lambda s: s.of(_ALNUM, s.number(30, 44))),
    ("query", _QUERY_LINES, lambda s: s.of(_ALNUM, s.number(24, 64))),
    ("cookie", _COOKIE_LINES, lambda s: s.of(_ALNUM, 26)),
    ("authorization", _AUTHORIZATION_LINES, lambda s: s.base64(30).rstrip("=")),
    (
        "e-mail",
        _EMAIL_LINES,
        lambda s: (
            f"{s.pick('lin', 'mei.w', 'a_b', 'kenji+bw', 'ana-1')}{s.number(1, 99)}@"
            f"{s.pick('example.com', 'mail.corp.cn', 'nimbus.games', 'x-y.co.uk', 'qq.com')}"
        ),
    ),
    ("phone cn", _PHONE_LINES, Seeds.chinese_mobile),
    (
        "phone cn spaced",
        _PHONE_LINES,
        Seeds.spaced_mobile,
    ),
    (
        "phone cn landline",
        _PHONE_LINES,
        lambda s: f"{s.pick('010', '021', '020')}-{s.number(2, 8)}{s.of(string.digits, 7)}",
    ),
    (
        "phone international",
        _PHONE_LINES,
        lambda s: s.pick(
            f"+86 {s.chinese_mobile()}",
            f"+1 (415) {s.number(200, 999)}-{s.number(1000, 9999)}",
            f"+14155{s.number(550, 559)}{s.number(100, 999)}",
            f"+44 20 7946 {s.number(1000, 9999)}",
            f"+49 30 {s.number(20000000, 79999999)}",
            f"+91 98{s.number(100, 999)} {s.number(10000, 99999)}",
            f"+81 90-{s.number(1000, 9999)}-{s.number(1000, 9999)}",
            f"+33 6 {s.number(10, 99)} {s.number(10, 99)} {s.number(10, 99)} {s.number(10, 99)}",
            f"+65 91{s.number(10, 99)} {s.number(1000, 9999)}",
            f"(415) 555-{s.number(1000, 9999)}",
            f"212-555-{s.number(1000, 9999)}",
        ),
    ),
    ("id number", _ID_LINES, Seeds.chinese_id),
    ("card", ("card number: {}", "银行卡号 {}", "卡号：{}"), Seeds.card),
)


def _keys(s: Seeds) -> Iterator[Sample]:
    whole = s.pem(s.pick("RSA ", "", "EC ", "ENCRYPTED "))
    body = whole.split("\n")
    yield Sample("private key", f"my key:\n{whole}\nthen it fails", body[2])
    yield Sample("private key in JSON", json.dumps({"private_key": whole}), body[1])
    cut = "\n".join(body[:5])
    yield Sample("private key, cut", f"my key:\n{cut}\n", body[3])
    tail = "\n".join(body[4:])
    yield Sample("private key, its end", f"{tail}\n", body[5])
    yield Sample("private key, one line", " ".join(body), body[2])


def _signs(s: Seeds) -> Iterator[Sample]:
    sign = s.of(_HEX, 64)
    yield Sample("app sign", f'appSign = "{sign}"', sign)
    yield Sample("app sign", f'val appSign: String = "{sign}"', sign)
    array = ", ".join(f"0x{s.of(_HEX, 2)}" for _ in range(32))
    yield Sample("app sign", f"byte[] appSign = new byte[] {{ {array} }};", array)
    key = f"{s.digits(16)}#{s.word()}{s.number(1, 99)}"
    yield Sample("app key", f"appkey: {key}", key)
    yield Sample("app key", f'EMOptions(appkey: "{key}")', key)
    yield Sample("app key", f"AppKey 是 {key}", key)
    named = f"{s.word()}-demo#{s.word()}"
    yield Sample("app key", f"appKey={named}", named)


# What only looks like one -------------------------------------------------------------------------

_PROSE = (
    "the token expires after 24 hours",
    "token is invalid, error 109",
    "use xoxb- tokens for the bot",
    "password is wrong",
    "Password: required",
    "the password must be at least 8 characters",
    "the app certificate page shows how to enable it",
    "My App ID is correct and the token is from the console",
    "密码错误，请重新输入",
    "密码：请输入",
    "令牌过期后如何更新？",
    "App ID 和 App 证书在控制台查看",
    "token: String, channelId: String",
    "final String password;",
    "password = passwordController.text",
    "this.token = token",
    "const token = await fetchToken(uid)",
    "token: config.token",
    "appId: process.env.APP_ID",
    "appId: YOUR_APP_ID",
    'appId = "<your app id>"',
    "token=****",
    "token=null, channelId=lobby",
    "appId=9f2c**** area=GLOBAL",
    "Basic authentication is not supported",
    "Bearer token missing",
    "Authorization header missing",
    "Cookie consent dialog",
    "cookies are disabled",
    "public key mismatch",
    "keyboard shown, keyCode=66",
    "primary key violation on messages_pkey",
    "cache key: user_profile",
    "onTokenPrivilegeWillExpire called",
    "tokenExpireTime=3600 privilegeExpiredTs=86400",
    "E/Token: TokenBuilder2.buildTokenWithUid failed",
    "com.brightwire.sdk.TokenExpired",
    "secretary of the board",
    "passthrough=true bypass=1",
    "compass calibration finished",
    "task-force-one and sketch-book",
    "sk-learn and sk-fading-circle",
    "this@MainActivity.finish()",
    "return@launch",
    "git@github.com:brightwire/sdk.git",
    "icon@2x.png not found",
    "npm i @scope/package@4.2.1",
    "pod 'BrightRTC', '~> 4.3.1'",
    "handleError@app.js:10:3",
    "std::vector<int>::iterator",
    "a.b.c.d.Exception: code 17",
    "signature verification failed",
    "method signature (Landroid/content/Context;)V",
    "design: material",
    "certificate has expired (CERT_HAS_EXPIRED)",
    "docker pull nginx@sha256:",
    "session restored, sessionId=bs_4tYq9LmX2cVb7NwRz1Ke",
    "token refresh scheduled in 3600s",
    "key=user:1001:profile ttl=30",
    'cacheKey = "rooms:list:v2"',
    "secret chat feature flag is on",
    "AccessToken2 is required since 4.0",
    "errorKey: INVALID_TOKEN_EXCEPTION",
    "passwordless login enabled",
    "[auth] tokenType=rtc2 length=139",
    "hashKey=3f786850e387550fdab836ed7e6dc881de23001b",
    "x-request-id: 3f786850e387550fdab836ed7e6dc881",
    "key frame interval 2000ms",
    "SDK_KEY_FRAME=1 keyFrame:12",
    "md5sum 9e107d9d372bb6826bd81d3542a419d6  libagora-rtc-sdk.so",
    "callId=1795000000123_13800 seq=17",
    "2026-06-30 19:42:17 13.456.789",
    "uid 4294967295 ssrc 3735928559",
    "elapsed 13912345678 ns",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "Signature mismatch for com.example.app",
    'android:theme="@style/Theme.App" tools:targetApi="31"',
    "@app/utils/token.ts:31:9",
    "at Object.getToken (webpack:///src/token.js:12:5)",
    "publicKey: null",
    "apiKeyRequired: true",
    "tokens: 512 / 4096",
    "Cookie policy updated on 2026-01-01",
    "class PasswordField extends StatelessWidget {",
    "if (token == null) return;",
    "token.isEmpty ? null : token",
    "let key = keychain.get(name)",
    'val secretKeySpec = SecretKeySpec(bytes, "AES")',
    "password = ObscureText.value",
    "const { appId, token } = props;",
    "appId, token, channel",
    "joinChannel(token, channelName, uid)",
    "App ID: 请在控制台获取",
    "App Certificate：见控制台",
    "密码长度至少8位",
    "证书已过期 2026-01-01",
    "10:42:07.123 [I] 192x108 fps=15",
    "v4.2.6.12 -> 4.3.0.110",
    "error code -1102 at 0x0000000104a2b3c4",
    "Build fingerprint: 'google/shiba/shiba:14/UQ1A.240205.004/11269751:user/release-keys'",
    "Process: com.example.keyboard, PID: 13812",
    "room 13800138000 is full",
    "timestamp=1795000000123456",
    "order_no: 15900012345",
    "thread-13 tid=13912 nice=0",
    "isbn 978-3-16-148410-0",
    "scale 415-555 x 2671",
    "2026-11-25 11:58:35",
    "file_20261125_115835123.log 13245678901 bytes",
    "token_type=bearer expires_in=3600",
    "grant_type=password",
    '"type": "password", "id": "pw"',
    "input[type=password]",
    "Password must contain 1 digit",
    "forgot password? click here",
    "The password123 field is deprecated",
    "npm ERR! code ERESOLVE",
    "kSecAttrAccessible key missing",
    "secretName: my-tls-cert",
    "certificate: CN=DigiCert Global Root G2",
    "sessionToken was null",
    "signature=none",
    "sign in with Apple failed 1000",
    "design=material3 signal=-67dBm",
    "keystore path /home/ci/app.keystore",
    'storePassword System.getenv("PW")',
    "MainActivity$onCreate$1@a8f3c21",
    "user@localhost cannot connect",
    "root@server:/var/log# tail",
    "pkg:npm/@scope/name@1.2.3",
    "rtc@4.3.1 installed",
    "secret sauce of the codec is tuned",
    "tokenizer loaded 32000 tokens",
    "Token length 139, version 007",
    "token version: 007",
    "keyframe=true key=13 scancode=42",
    "Lorem password rules: 8+ characters, 1 digit",
    "passwordPolicy=strong",
    "App ID must be 32 characters",
    "appId is empty",
    "appId: undefined",
    "cert pinning failed for CN=*.example.com",
    "CertificateExpired: notAfter=2026-01-01T00:00:00Z",
    "SSL certificate SHA1 3f786850e387550fdab836ed7e6dc881de23001b",
    'key: "com.example.prefs.last_channel"',
    '"key": "videoCodecType", "value": "20"',
    '{"name":"uid","value":"1102938475"}',
    "sessionKey rotated",
    "secretMode: off",
    "authState=3 authorizationStatus=denied",
    "Authorization status: authorizedWhenInUse",
    "cookies: 0, cookie jar empty",
    "signal strength -70 dBm sign=-1",
    "bitrate 1500000 fps 30 res 1920x1080",
    "jitter 13.8 ms, rtt 138 00 1380",
    "call +1 channel to retry",
    "+0800 CST m=+0.012345678",
    "version 1.2.3.4 of ffmpeg",
    "libagora 4.2.6.12 build 120",
    "202.118.1 is not an address",
    "trace 4bf92f3577b34da6a3ce929d0e0e4736 span 00f067aa0ba902b7",
    "requestId: 7d1f2c3b4a59687706152433",
    "msgId 1795000000123456789",
    "uid=13800138 room=13800",
    "size 13800138000 B",
    "1700000000.000123",
    "thread_ts=1795000000.000456",
    "C0123456789 U0123456789 T0123456789",
    "rev 319eb68, tree 4896f3a",
    "build 20260622.3",
    "Pixel 8 Pro AP31.240617.009",
    "iPhone16,1 22F76",
    "0x0000000104a2b3c4 libsystem_kernel.dylib",
    "std::__1::basic_string<char>::~basic_string",
    "Cannot read property 'token' of undefined",
    "expected token ',' but found '}'",
    "Unexpected token < in JSON at position 0",
    "SyntaxError: Unexpected token 'export'",
    "password field is obscured",
    "Future<String> getToken(String channel) async {",
    "func renewToken(_ token: String) -> Int32",
    '@Value("${rtc.app-certificate}") String appCertificate;',
    'token = os.environ["RTC_TOKEN"]',
    'appCertificate := os.Getenv("APP_CERTIFICATE")',
    '<string name="app_name">Keynote</string>',
    '<string name="password_hint">Enter your password</string>',
    '{ "passwordHint": "at least 8 chars" }',
    "token：请在控制台生成",
    "App 证书未开启",
    "手机端无法加入，电脑端正常",
    "电话会议功能异常",
    "2026-11-25 13800 lines read",
    "12-25 10:42:07.511 1109 1110",
    "ratio 0.4155552671",
    "file_415-555.log",
    "serial ABC-123-4567",
    "coordinates 31.2304, 121.4737",
    "order #20261125000138",
    "x-ratelimit-remaining: 4999",
    'etag "33a64df551425fcc55e4d42a148795d9f25f89d4"',
    "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
)


def look_alikes(seed: int = 11, rounds: int = 60) -> Iterator[Sample]:
    """Hundreds of lines for each kind of harmless value, and the sentences around secrets."""
    s = Seeds(seed)
    for text in _PROSE:
        yield Sample("prose and code", text)
    for _ in range(rounds):
        for kind, make in _HARMLESS:
            value = make(s)
            for line in s.random.sample(_LINES.get(kind, _LINES["any"]), 3):
                yield Sample(kind, line.format(value))


_LINES = {
    "any": (
        "{}",
        "value {} here",
        "06-29 20:14:02.655  8123  8123 I SDK: [cb] got {}",
        '{{"value": "{}", "code": 1109}}',
        "出现问题的是 {} 这个",
        "({})",
    ),
    "channel name": (
        "channelId={}",
        "join channel {}",
        '{{"channel":"{}"}}',
        "频道 {} 加入失败",
        'joinChannel(null, "{}", 0)',
    ),
    "room id": ("roomId={}", "room {} closed", '{{"room_id": "{}"}}', "房间号 {} 进不去"),
    "user id": ("uid={}", "userId: {}", "remote user {} joined", "用户 {} 看不到画面"),
    "order number": ("order {}", "订单号：{}", '{{"order_id":"{}"}}', "order no. {} is unpaid"),
    "build number": ("build {}", "build={}", "(build {}, arm64-v8a)", "构建号 {}"),
    "version": ("SDK {}", "version {}", "v{}", "升级到 {} 之后崩溃", "Chrome/{} Safari", "sdk: {}"),
    "error code": ("error {}", "code={}", "错误码 {}", "onError code={} msg=x", "returned {}"),
    "timestamp": ("ts={}", "at {}", '{{"timestamp": {}}}', "时间戳 {}", "[{}] started"),
    "image": ("data:image/png;base64,{}", '<img src="data:image/jpeg;base64,{}">', "thumb: {}"),
    "path": ("open {}", 'File "{}", line 3', "加载 {} 失败"),
}


def _channel(s: Seeds) -> str:
    return s.pick(
        f"{s.word()}-{s.number(1, 9999)}",
        f"{s.word()}_{s.of(_ALNUM, 8)}",
        f"{s.word()}-2026-{s.number(1, 12):02d}-{s.number(1, 28):02d}",
        s.of(_HEX, 32),
        f"C{s.of(_UPPER, 10)}",
    )


def _class_name(s: Seeds) -> str:
    return s.pick(
        f"com.example.{s.word()}.TokenRepository.fetchToken(TokenRepository.kt:{s.number(1, 900)})",
        f"io.brightwire.rtc.internal.{s.word().title()}Engine",
        f"-[BW{s.word().title()}SecretStore loadKey:] + {s.number(10, 900)}",
        f"okhttp3.internal.http2.Http2Stream$StreamTimeout.newTimeout(X.kt:{s.number(1, 900)})",
        f"{s.word().title()}KeyboardPasswordVisibilityToggleDelegate",
    )


_HARMLESS: tuple[tuple[str, Callable[[Seeds], str]], ...] = (
    ("channel name", _channel),
    ("uuid", lambda s: str(uuid.UUID(int=s.random.getrandbits(128), version=4))),
    ("md5", lambda s: s.of(_HEX, 32)),
    ("sha1", lambda s: s.of(_HEX, 40)),
    ("sha256", lambda s: s.pick("", "006", "007")[:3] + s.of(_HEX, 61)),
    ("commit", lambda s: f"commit {s.of(_HEX, 40)}"),
    ("short commit", lambda s: f"{s.of(_HEX, 7)}"),
    (
        "version",
        lambda s: s.pick(
            f"{s.number(1, 9)}.{s.number(0, 20)}.{s.number(0, 20)}",
            f"{s.number(1, 9)}.{s.number(0, 20)}.{s.number(0, 20)}.{s.number(1, 900)}",
            f"{s.number(1, 9)}.{s.number(0, 9)}.{s.number(0, 9)}-rc.{s.number(1, 9)}",
            f"1{s.number(10, 40)}.0.{s.number(1000, 9999)}.{s.number(10, 200)}",
        ),
    ),
    ("build number", lambda s: s.pick(f"2026{s.digits(4)}.{s.number(1, 9)}", s.digits(6))),
    ("room id", lambda s: s.pick(s.digits(6), s.digits(10), s.digits(12), f"r_{s.of(_ALNUM, 12)}")),
    ("user id", lambda s: s.pick(s.digits(9), s.digits(10), f"u_{s.of(_ALNUM, 10)}")),
    (
        "error code",
        lambda s: s.pick(f"-{s.digits(4)}", s.digits(4), s.digits(7), f"0x{s.of(_HEX, 8)}"),
    ),
    (
        "timestamp",
        lambda s: s.pick(
            f"17{s.of(string.digits, 8)}",
            f"17{s.of(string.digits, 11)}",
            f"17{s.of(string.digits, 14)}",
            f"1795000000.{s.of(string.digits, 6)}",
            f"2026-06-30T19:42:17.{s.of(string.digits, 3)}+08:00",
        ),
    ),
    ("image", lambda s: s.base64(s.number(200, 800))),
    ("class name", _class_name),
    (
        "order number",
        lambda s: s.pick(
            f"2026{s.of(string.digits, 14)}",
            f"13{s.of(string.digits, 9)}",
            f"DS-{s.number(1, 9999)}",
            f"PO{s.of(string.digits, 10)}",
        ),
    ),
    ("trace id", lambda s: f"traceId={s.of(_HEX, 32)}"),
    ("address", lambda s: f"0x{s.of(_HEX, 16)}"),
    ("mac", lambda s: ":".join(s.of(_HEX, 2) for _ in range(6))),
    ("session", lambda s: f"sessionId=bs_{s.of(_ALNUM, 20)}"),
    ("slack id", lambda s: f"Ev0{s.of(_UPPER, 9)} in C{s.of(_UPPER, 10)} by U{s.of(_UPPER, 10)}"),
    ("gradle", lambda s: f"implementation 'io.brightwire:rtc:{s.number(1, 9)}.{s.number(0, 9)}.0'"),
    (
        "path",
        lambda s: f"/data/app/com.example.{s.word()}-{s.of(_ALNUM, 22)}==/lib/arm64/librtc.so",
    ),
    ("percent and size", lambda s: f"{s.number(1, 99)}.{s.number(0, 9)}% of {s.digits(11)} bytes"),
    (
        "frame",
        lambda s: (
            f"#0{s.number(0, 9)} pc 00000000{s.of(_HEX, 8)}  librtc.so (BuildId: {s.of(_HEX, 40)})"
        ),
    ),
    (
        "stats",
        lambda s: f"tx audio={s.number(10, 90)}kbps rx={s.number(100, 3000)} ssrc={s.digits(10)}",
    ),
)
