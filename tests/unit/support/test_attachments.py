"""Files of every kind, the friendly and the hostile: read, or named with the reason."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import struct
import tarfile
import time
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.support.attachments import (
    Limits,
    Reason,
    Received,
    digest_for_staff,
    receive,
    say_files,
    say_problems,
)
from bot.support.attachments.archives import safe_name
from bot.support.attachments.encodings import decode
from bot.support.attachments.kinds import FileKind
from bot.support.models import Attachment
from bot.support.phrases import LANGUAGES
from bot.support.redaction import DEFAULT

SECRET = "AKIAIOSFODNN7EXAMPLE"
LOG = (
    "06-29 10:42:00.118  8123  8123 I BrightSDK: Bright RTC Android 4.3.1 (build 20260622.3)\n"
    "06-29 10:42:00.121  8123  8123 I BrightSDK: device=Pixel 8 os=Android 14 (API 34)\n"
    f"06-29 10:42:01.340  8123  8123 I App: key {SECRET}\n"
    "06-29 10:42:07.377  8123  8123 E BrightSDK: join failed, error code 1109\n"
    "06-29 10:43:40.000  8123  8123 E BrightSDK: join failed, error code 1109\n"
)
MEGABYTE = 1024 * 1024
SMALL = Limits(member=MEGABYTE, total=2 * MEGABYTE, files=20, ratio_from=MEGABYTE // 2)


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return stream.getvalue()


def noise(seed: int, length: int) -> bytes:
    """Bytes that no packing makes smaller, the same in every run."""
    return random.Random(seed).randbytes(length)  # noqa: S311 - no secret


def tarred(*infos: tuple[tarfile.TarInfo, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for info, content in infos:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def shared(name: str, received: Received, language: str = "en") -> Attachment:
    problem = say_problems(received.problems, language)
    return Attachment(id="F1", name=name, logs=received.logs, problem=problem)


def reasons(received: Received) -> list[Reason]:
    return [one.reason for one in received.problems]


def read(name: str, content: bytes, limits: Limits = SMALL) -> Received:
    return receive(name, content, DEFAULT, "C1:1", limits)


# What can be read ---------------------------------------------------------------------------------

READABLE = {
    "call.log": LOG.encode(),
    "call.txt": LOG.replace("\n", "\r\n").encode("utf-8-sig"),
    "call.utf16.log": LOG.encode("utf-16"),
    "call.zip": zipped(call_log=LOG.encode(), readme_md=b"hello"),
    "call.log.gz": gzip.compress(LOG.encode()),
    "call.log.bz2": bz2.compress(LOG.encode()),
    "call.log.xz": lzma.compress(LOG.encode()),
    "call.tar": tarred((tarfile.TarInfo("logs/call.log"), LOG.encode())),
    "call.tar.gz": gzip.compress(tarred((tarfile.TarInfo("call.log"), LOG.encode()))),
    "call.tgz": gzip.compress(tarred((tarfile.TarInfo("call.log"), LOG.encode()))),
    "nested.zip": zipped(inner_zip=zipped(call_log=LOG.encode())),
    "misnamed.png": LOG.encode(),
}


@pytest.mark.parametrize("name", list(READABLE))
def test_logs_are_read_redacted_and_told(name: str) -> None:
    received = read(name, READABLE[name])
    assert received.problems == ()
    (log,) = received.logs
    assert log.digest.lines == 5
    assert log.digest.error_codes == (("1109", 2),)
    assert log.facts.sdk_version == ("4.3.1",)
    said = say_files([shared(name, received)], "en")
    assert said == (
        "I read your log (5 lines): SDK 4.3.1, Android 14 (API 34), first error 1109 at 10:42:07."
    )
    chinese = say_files([shared(name, received)], "zh")
    assert chinese.startswith("已读取你的日志（5 行）：SDK 4.3.1，Android 14")
    assert "首次报错 1109，时间 10:42:07" in chinese


@pytest.mark.parametrize("name", list(READABLE))
def test_nothing_that_is_kept_holds_the_secret(name: str) -> None:
    kept = read(name, READABLE[name]).content
    assert kept
    assert SECRET.encode() not in kept
    again = read(name, kept)
    assert [one.digest for one in again.logs] == [one.digest for one in read(name, kept).logs]
    assert SECRET not in str(again)
    assert b"redacted cloud key" in _unpacked(name, kept)


def _unpacked(name: str, content: bytes) -> bytes:
    while content[:2] in {b"\x1f\x8b", b"PK"}:
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        else:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                assert archive.namelist(), name
                content = archive.read(archive.namelist()[0])
    return content


def test_the_same_file_gives_the_same_bytes_whenever_it_is_opened() -> None:
    first = read("a.zip", READABLE["call.zip"]).content
    time.sleep(0.01)
    assert read("a.zip", READABLE["call.zip"]).content == first


def test_staff_see_the_digest() -> None:
    line = digest_for_staff([shared("call.log", read("call.log", LOG.encode()))])
    assert line.startswith("call.log: 5 lines (logcat); first error line 4 at 10:42:07.377: ")
    assert "1109 ×2" in line
    assert "versions 4.3.1" in line
    assert (
        "06-29 10:42:00 to 06-29 10:43:40 (1 min 40 s, silent for 1 min 33 s after 10:42:07)"
        in line
    )


# Encodings ----------------------------------------------------------------------------------------

CHINESE = "10:42:07 错误：加入频道失败，令牌过期，请检查网络连接\n账号密码不正确，重新登录\n"
TRADITIONAL = "10:42:07 錯誤：加入頻道失敗，權杖過期，請檢查網路連線\n帳號密碼不正確，重新登入\n"
JAPANESE = "10:42:07 エラー：チャンネルへの参加に失敗しました。トークンの有効期限が切れました\n"
ASCII = "06-29 20:14:02.118  8123  8123 I SDK: onConnectionStateChanged state=3\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "gb18030"),
        (CHINESE, "gbk"),
        (CHINESE, "utf-16"),
        (CHINESE, "utf-16-le"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "utf-8"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "utf-8"),
    ],
)
@pytest.mark.parametrize("plain_lines", [0, 3, 200, 2000])
def test_encodings_are_guessed(text: str, encoding: str, plain_lines: int) -> None:
    written = ASCII * plain_lines + text
    if encoding == "utf-16-le" and not plain_lines:
        pytest.skip("nothing tells UTF-16 without a mark when no letter is Latin")
    found = decode(written.encode(encoding))
    assert found is not None
    assert found.text == written


def test_a_password_in_gbk_is_redacted_too() -> None:
    received = read("a.log", (ASCII * 3 + "登录失败，密码：abc123456，请检查\n").encode("gbk"))
    assert b"abc123456" not in received.content
    assert "密码：[redacted password" in received.content.decode()


def test_a_log_cut_in_the_middle_of_a_character_is_read() -> None:
    assert decode("令牌".encode()[:-1]) is not None
    assert decode("令牌".encode()[1:] + b" plain") is not None


def test_mixed_encodings_are_read_and_said() -> None:
    broken = (ASCII * 200).encode() + "错误".encode() + b"\xff\xfe\x80" + "失败".encode()
    received = read("a.log", broken)
    assert reasons(received) == [Reason.BROKEN]
    assert "�" in say_problems(received.problems, "en")
    assert received.logs


# What cannot be read ------------------------------------------------------------------------------

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
MINIDUMP = b"MDMP" + struct.pack("<I", 0xA793) + bytes(200)
UNREAD = [
    ("shot.png", PNG, Reason.PICTURE, True),
    ("shot.jpg", b"\xff\xd8\xff\xe0" + bytes(99), Reason.PICTURE, True),
    ("clip.mp4", b"\0\0\0\x18ftypmp42" + bytes(99), Reason.MEDIA, True),
    ("core.dmp", MINIDUMP, Reason.DUMP, True),
    ("spec.pdf", b"%PDF-1.7\n" + bytes(99), Reason.DOCUMENT, False),
    ("lib.so", b"\x7fELF\x02" + bytes(99), Reason.BINARY, True),
    ("app.log", noise(1, 5000), Reason.NOT_TEXT, True),
    ("blob", b"\x01\x02\x03" + noise(2, 5000), Reason.BINARY, True),
    ("empty.log", b"", Reason.EMPTY, False),
    ("empty.zip", zipped(), Reason.EMPTY, False),
    ("logs.7z", b"7z\xbc\xaf\x27\x1c" + bytes(99), Reason.ARCHIVE, False),
    ("logs.rar", b"Rar!\x1a\x07\x01" + bytes(99), Reason.ARCHIVE, False),
    ("cut.zip", READABLE["call.zip"][:60], Reason.DAMAGED, False),
    ("cut.gz", READABLE["call.log.gz"][:40], Reason.DAMAGED, False),
    ("cut.tgz", READABLE["call.tgz"][:80], Reason.DAMAGED, False),
]


@pytest.mark.parametrize(
    ("name", "content", "reason", "kept"), UNREAD, ids=[name for name, *_ in UNREAD]
)
def test_what_cannot_be_read_is_named_with_the_reason(
    name: str, content: bytes, reason: Reason, kept: bool
) -> None:
    received = read(name, content)
    assert reason in reasons(received)
    assert received.logs == ()
    assert bool(received.content) is kept
    if kept:
        assert received.content == content
    for language in LANGUAGES:
        said = say_files([shared(name, received, language)], language)
        assert name in said
        assert "{" not in said


@pytest.mark.parametrize(
    ("name", "pack"),
    [("cut.log.gz", gzip.compress), ("cut.log.bz2", bz2.compress), ("cut.log.xz", lzma.compress)],
)
def test_what_comes_before_the_cut_of_a_packed_log_is_read(
    name: str, pack: Callable[[bytes], bytes]
) -> None:
    lines = [f"10:42:07 I frame {noise(number, 32).hex()}" for number in range(20_000)]
    whole = "\n".join(["10:42:06 E join failed, error code 1109", *lines]).encode()
    content = pack(whole)
    received = receive(name, content[: len(content) * 3 // 4], DEFAULT)
    assert reasons(received) == [Reason.CUT]
    assert "was cut off after" in say_problems(received.problems, "en")
    (log,) = received.logs
    assert dict(log.digest.error_codes) == {"1109": 1}
    assert 9_000 < log.digest.lines < 20_000
    assert b"error code 1109" in gzip.decompress(received.content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
@pytest.mark.parametrize(
    "head",
    [b"MDMP" + bytes(64), b"\x01\x02\x03", b"SQLite format 3\0"],
    ids=["dump", "log", "database"],
)
def test_a_secret_in_a_binary_is_overwritten_where_it_stands(head: bytes, encoding: str) -> None:
    secret = f"login token={SECRET}, password=Sommer#77!".encode(encoding)
    content = head + noise(3, 700) + bytes(8) + secret + bytes(8) + noise(4, 700)
    received = read("app.log", content)
    assert SECRET.encode(encoding) not in received.content
    assert "Sommer".encode(encoding) not in received.content
    assert len(received.content) == len(content)
    changed = [n for n, one in enumerate(content) if received.content[n] != one]
    at = content.index(secret)
    assert at < changed[0] <= changed[-1] < at + len(secret)


def test_a_log_with_binary_lines_keeps_no_secret() -> None:
    content = (
        f"{LOG}token={SECRET}\n".encode() + bytes(range(1, 7)) * 300 + "密码：Abc12345".encode()
    )
    received = read("mixed.log", content)
    assert reasons(received) == [Reason.NOT_TEXT]
    assert SECRET.encode() not in received.content
    assert b"Abc12345" not in received.content


def test_words_that_begin_like_a_binary_are_words() -> None:
    for text in (b"MZ is the magic of DOS", b"ID3: error 1109", b"GIF87 again", b"BZh oh"):
        assert read("a.log", text).kind is FileKind.TEXT


# Hostile archives ---------------------------------------------------------------------------------


def test_a_zip_bomb_is_refused_before_it_fills_the_memory() -> None:
    """2 GB of zeros, as deflate packs them: about 2 MB."""
    stream = io.BytesIO()
    piece = bytes(16 * MEGABYTE)
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("zeros.log", "w", force_zip64=True) as member,
    ):
        for _ in range(128):
            member.write(piece)
    began = time.monotonic()
    received = receive("bomb.zip", stream.getvalue(), DEFAULT)
    assert time.monotonic() - began < 5
    assert reasons(received) == [Reason.TOO_LARGE]
    assert received.content == b""
    assert "larger than 32 MB" in say_problems(received.problems, "en")


def test_a_gzip_bomb_is_refused() -> None:
    received = read("a.gz", gzip.compress(bytes(50 * MEGABYTE)))
    assert reasons(received) == [Reason.TOO_LARGE]
    assert received.content == b""


def test_what_packs_beyond_reason_is_refused_though_it_is_small() -> None:
    received = read("a.zip", zipped(zeros_log=bytes(900_000)))
    assert reasons(received) == [Reason.BOMB]


def test_many_small_members_share_one_budget() -> None:
    text = noise(3, 300_000).hex().encode()
    received = read("a.zip", zipped(**{f"n{n}": text for n in range(6)}))
    assert Reason.BOMB in reasons(received)
    assert received.content  # what came before is kept


def test_a_member_that_is_too_large_does_not_hide_the_others() -> None:
    text = noise(4, 700_000).hex().encode()
    received = read("a.zip", zipped(big_log=text, call_log=LOG.encode()))
    assert reasons(received) == [Reason.TOO_LARGE]
    assert received.problems[0].name == "big.log"
    assert [one.name for one in received.logs] == ["call.log"]


def test_too_many_files_are_said_and_the_first_are_read() -> None:
    received = read("a.zip", zipped(**{f"call{n}_log": LOG.encode() for n in range(30)}))
    assert reasons(received) == [Reason.TOO_MANY]
    assert len(received.logs) == SMALL.files
    assert "first 20" in say_problems(received.problems, "en")


def test_archives_are_opened_to_a_depth() -> None:
    content = LOG.encode()
    for _ in range(5):
        content = zipped(inner_zip=content)
    received = read("deep.zip", content)
    assert reasons(received) == [Reason.TOO_DEEP]
    assert received.content == b""


def test_an_archive_that_holds_itself_ends() -> None:
    """Like a quine: every level looks the same."""
    inner = zipped(call_log=LOG.encode())
    for _ in range(3):
        inner = zipped(self_zip=inner, call_log=LOG.encode())
    received = read("quine.zip", inner)
    assert len(received.logs) == 3
    assert reasons(received) == [Reason.TOO_DEEP]


def test_names_that_point_outside_are_shortened() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in ("../../etc/passwd", "/abs/call.log", "C:\\temp\\call.log", "..\\..\\x.log"):
            archive.writestr(name, LOG)
    received = read("a.zip", stream.getvalue())
    with zipfile.ZipFile(io.BytesIO(received.content)) as archive:
        names = archive.namelist()
    assert names == ["etc/passwd", "abs/call.log", "temp/call.log", "x.log"]


@given(st.text())
def test_a_safe_name_is_safe(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert not safe.startswith("/")
    assert ".." not in safe.split("/")
    assert safe.isprintable()


def test_links_and_devices_in_a_tar_are_not_followed() -> None:
    link, hard, device = (tarfile.TarInfo(one) for one in ("link", "hard", "device"))
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    hard.type, hard.linkname = tarfile.LNKTYPE, "../../etc/shadow"
    device.type = tarfile.CHRTYPE
    content = tarred(
        (link, b""), (hard, b""), (device, b""), (tarfile.TarInfo("a.log"), LOG.encode())
    )
    received = read("a.tar", content)
    assert reasons(received) == [Reason.LINK] * 3
    assert [one.name for one in received.logs] == ["a.log"]


def test_a_locked_archive_is_not_kept() -> None:
    locked = bytearray(zipped(call_log=LOG.encode()))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + place] |= 1
    received = read("a.zip", bytes(locked))
    assert reasons(received) == [Reason.LOCKED]
    assert received.content == b""
    assert "password" in say_problems(received.problems, "en")
    assert "密码" in say_problems(received.problems, "zh")


def test_names_in_the_encoding_of_an_old_windows_are_read() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("x" * len("错误日志的文件.log".encode("gbk")), LOG)
    raw = stream.getvalue().replace(
        b"x" * len("错误日志的文件.log".encode("gbk")), "错误日志的文件.log".encode("gbk")
    )
    (log,) = read("a.zip", raw).logs
    assert log.name == "错误日志的文件.log"


def test_ten_megabytes_on_one_line() -> None:
    text = '{"level":"info","message":"x","at":"2026-06-30T10:42:07.123Z"},' * 160_000 + LOG
    began = time.monotonic()
    received = receive("one.json", text.encode(), DEFAULT)
    assert time.monotonic() - began < 90
    assert reasons(received) == [Reason.LONG_LINE]
    assert "9.6 MB" in say_problems(received.problems, "en")
    (log,) = received.logs
    assert log.digest.first_error is not None
    assert SECRET.encode() not in received.content


def test_every_code_of_a_log_on_one_line_is_counted_whole() -> None:
    line = ",".join(f'{{"n":{number},"code":1109}}' for number in range(20_000))
    (log,) = read("one.json", f"[{line}]".encode()).logs
    assert log.digest.error_codes == (("1109", 20_000),)


def test_a_failure_far_in_a_long_line_is_shown() -> None:
    line = f"10:42:07 {'frame ok ' * 900} join failed, error code 1109 {'frame ok ' * 90}"
    (log,) = read("a.log", line.encode()).logs
    assert log.digest.first_error is not None
    assert "error code 1109" in log.digest.first_error.text
    assert log.digest.first_error.code == "1109"


@given(st.binary(max_size=600), st.sampled_from(["a.log", "a.zip", "a.tar.gz", "a.har", "a"]))
def test_no_bytes_raise(content: bytes, name: str) -> None:
    read(name, content)


@given(st.sampled_from(sorted(READABLE)), st.integers(0, 2000), st.binary(min_size=1, max_size=8))
def test_no_damage_raises(name: str, place: int, damage: bytes) -> None:
    content = READABLE[name]
    at = place % len(content)
    read(name, content[:at] + damage + content[at + len(damage) :])


# Formats that say what failed ---------------------------------------------------------------------


def har(*entries: dict[str, object]) -> bytes:
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}}).encode()


def entry(status: int, path: str = "rooms", **request: object) -> dict[str, object]:
    return {
        "startedDateTime": "2026-06-30T10:42:07.123Z",
        "request": {
            "method": "POST",
            "url": f"https://api.example/{path}?token=abcdef1234567890&x=1",
            "headers": [
                {"name": "Cookie", "value": "sid=s3cr3tcookie"},
                {"name": "Authorization", "value": "Bearer abcdef1234567890"},
            ],
            "cookies": [{"name": "sid", "value": "s3cr3tcookie"}],
            "queryString": [{"name": "token", "value": "abcdef1234567890"}],
        }
        | request,
        "response": {
            "status": status,
            "statusText": "Forbidden" if status == 403 else "",
            "headers": [{"name": "Set-Cookie", "value": "sid=s3cr3tcookie; Path=/"}],
            "cookies": [],
            "content": {"mimeType": "text/plain", "text": "password=hunter2"},
        },
    }


def test_a_recording_of_the_browser_tells_what_failed() -> None:
    received = read("app.har", har(entry(200), entry(403, "join"), entry(0, "ws")))
    assert received.kind is FileKind.HAR
    (log,) = received.logs
    assert log.digest.failed == (
        "2026-06-30T10:42:07.123 POST https://api.example/join -> 403 Forbidden",
        "2026-06-30T10:42:07.123 POST https://api.example/ws -> no answer",
    )
    assert dict(log.digest.error_codes)["403"] == 1
    assert log.facts.platform == ("web",)


def test_the_codes_in_the_bodies_of_a_recording_are_read() -> None:
    answered = entry(200)
    body = {"code": 1109, "sdk_version": "4.3.1", "msg": "no such room"}
    answered["response"]["content"] = {"text": json.dumps(body)}  # type: ignore[index]
    (log,) = read("app.har", har(answered, entry(200))).logs
    assert dict(log.digest.error_codes) == {"1109": 1}
    assert log.digest.versions == ("4.3.1",)


def test_cookies_and_tokens_go_from_a_recording() -> None:
    kept = read("app.har", har(entry(403))).content.decode()
    for secret in ("s3cr3tcookie", "abcdef1234567890", "hunter2"):
        assert secret not in kept
    assert json.loads(kept)["log"]["entries"][0]["request"]["headers"][0]["value"].startswith(
        "[redacted cookie"
    )


@pytest.mark.parametrize(
    "content",
    [
        b'{"log": {"entries": [null, 1, "x", {}, {"request": 3, "response": []}]}}',
        b'{"log": {"entries": []}}',
        b'{"log": {"entries": ' + b"[" * 50_000,
        b'{"entries": ' + b'{"a":' * 50_000,
    ],
)
def test_a_strange_recording_does_no_harm(content: bytes) -> None:
    read("app.har", content)


IPS_HEAD = {
    "app_name": "Shop",
    "app_version": "5.12.0",
    "build_version": "5120",
    "os_version": "iPhone OS 18.5 (22F76)",
    "timestamp": "2026-06-30 19:42:17.00 +0800",
}
IPS_BODY = {
    "procName": "Shop",
    "modelCode": "iPhone16,1",
    "captureTime": "2026-06-30 19:42:17.33 +0800",
    "exception": {"type": "EXC_BAD_ACCESS", "signal": "SIGSEGV", "codes": "0x01, 0x48"},
    "termination": {"indicator": "Segmentation fault: 11"},
    "usedImages": [{"name": "BrightRTC"}],
    "threads": [{}, {"triggered": True, "frames": [{"imageIndex": 0, "symbol": "bw_decode"}]}],
}
IPS = f"{json.dumps(IPS_HEAD)}\n{json.dumps(IPS_BODY)}"
TOMBSTONE = (
    "*** *** *** *** *** *** *** *** *** *** *** *** *** *** *** ***\n"
    "Build fingerprint: 'google/shiba/shiba:14/UQ1A.240205.004/11269751:user/release-keys'\n"
    "Timestamp: 2026-06-29 20:14:02.118+0800\npid: 8123, tid: 8190, name: rtc >>> com.example <<<\n"
    "signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x48\nbacktrace:\n"
    "  #00 pc 000000000004f2c8  /data/app/lib/arm64/librtc.so (bw_decode+12)\n"
)


def test_apples_crash_report_in_json_is_read() -> None:
    (log,) = read("Shop.ips", IPS.encode()).logs
    assert log.digest.format == "Apple crash report"
    assert log.facts.device == ("iPhone16,1",)
    assert log.digest.first_error is not None
    assert "EXC_BAD_ACCESS" in log.digest.first_error.text
    assert any("bw_decode" in one.text for one in log.digest.around) or "SIGSEGV" in str(log.digest)


def test_the_apps_version_in_a_crash_report_is_not_the_sdks() -> None:
    (log,) = read("Shop.ips", IPS.encode()).logs
    assert (log.facts.sdk_version, log.digest.versions) == ((), ())
    written = (
        "Incident Identifier: 1\nHardware Model:      iPhone14,2\nProcess:             Shop [12]\n"
        "Version:             3.2.0 (88)\nOS Version:          iPhone OS 17.5.1 (21F90)\n"
        "Exception Type:  EXC_BAD_ACCESS (SIGSEGV)\nThread 0 Crashed:\n"
        "0   BrightRTC   0x0000000104a0 -[Engine join] + 12\n"
    )
    (log,) = read("Shop.crash", written.encode()).logs
    assert (log.facts.sdk_version, log.digest.versions) == ((), ())
    assert log.facts.os_version == ("iPhone OS 17.5.1 (21F90)",)


def test_an_sdk_among_the_libraries_of_a_crash_report_has_its_version() -> None:
    body = IPS_BODY | {
        "usedImages": [
            {"name": "Shop", "CFBundleShortVersionString": "5.12.0"},
            {"name": "BrightRTC", "CFBundleShortVersionString": "4.3.1"},
            {"name": "AVFRTC", "CFBundleShortVersionString": "9.9.9", "path": "/System/Library/A"},
        ]
    }
    (log,) = read("Shop.ips", f"{json.dumps(IPS_HEAD)}\n{json.dumps(body)}".encode()).logs
    assert log.facts.sdk_version == ("4.3.1",)


def test_a_log_that_is_no_crash_report_keeps_its_version_line() -> None:
    (log,) = read("a.log", b"Version: 4.3.1\n10:42:07 E join failed, error code 1109\n").logs
    assert log.digest.versions == ("4.3.1",)


def test_a_tombstone_tells_the_android_version_in_its_fingerprint() -> None:
    (log,) = read("tombstone_00", TOMBSTONE.encode()).logs
    assert log.facts.os_version == ("Android 14",)


def test_a_tombstone_is_read() -> None:
    (log,) = read("tombstone_00", TOMBSTONE.encode()).logs
    assert log.digest.format == "Android tombstone"
    assert log.facts.platform == ("android",)
    assert "signal 11 (SIGSEGV)" in dict(log.digest.error_codes)


def test_a_text_that_is_no_log_is_kept_without_a_word() -> None:
    received = read("notes.md", b"# Notes\n\nWe use the sample app.\n")
    assert received.content
    assert received.logs == ()
    assert received.problems == ()
    assert say_files([shared("notes.md", received)], "en") == ""
