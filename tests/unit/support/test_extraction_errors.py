"""Error codes, logs and their digest: every text here is written for the test."""

import pytest

from bot.support.extraction.extract import extract


def codes(text: str) -> list[str]:
    return [found.value for found in extract(text).error_codes]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("joinChannel returns error 17", ["17"]),
        ("join failed. code: -17 errmsg: busy", ["-17"]),
        ("每次出现-23错误码", ["-23"]),
        ("加入频道返回 -7，错误码：1109", ["-7", "1109"]),
        ("errorCode=7013 and errCode: 2002", ["7013", "2002"]),
        ("module=Room, errid=9041, errmsg=kicked", ["9041"]),
        ("connect result 40217", ["40217"]),
        ("signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x0",
         ["signal 11 (SIGSEGV)", "code 1 (SEGV_MAPERR)"]),
        ("Fatal signal 11 (SIGSEGV), code 1, fault addr 0x0 in tid 9", ["signal 11 (SIGSEGV)"]),
        ("It ends with (SIGABRT)", ["SIGABRT"]),
        ("AgoraRTCError CAN_NOT_GET_GATEWAY_SERVER: invalid token", ["CAN_NOT_GET_GATEWAY_SERVER"]),
        ("ERR_JOIN_CHANNEL_REJECTED came back", ["ERR_JOIN_CHANNEL_REJECTED"]),
        ("It ends in LinkState.timeout", ["LinkState.timeout"]),
        ("status code 403", ["403"]),
        ("enterHall ret -3308", ["-3308"]),
        ("The recorder stops with OSStatus -10868", ["-10868"]),
        ("加入会议失败，-9", ["-9"]),
        ("拉流异常 -4", ["-4"]),
        ("错误信息：没有权限（7004）", ["7004"]),
        ("RoomException: code: BAD_TICKET", ["BAD_TICKET"]),
        ("Sign-in: Error (auth/expired-ticket)", ["auth/expired-ticket"]),
        ("PlatformException(NO_ROOM, no room was given, null, null)", ["NO_ROOM"]),
        ("MissingPluginException(No implementation found for method go on channel room)",
         ["MissingPluginException"]),
        ("It says RTError.peerGone", ["RTError.peerGone"]),
        ("reason: LeaveReasonType.leaveReasonKicked", ["LeaveReasonType.leaveReasonKicked"]),
        ("Acme.Rooms.CodecNotFoundException: none", ["Acme.Rooms.CodecNotFoundException"]),
    ],
)  # fmt: skip
def test_finds_the_code(text: str, wanted: list[str]) -> None:
    assert codes(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "error code: 0",
        "5 errors in the log",
        "返回 3 条消息",
        "The QR code 12345 is shown",
        "error at 10:42:07",
        "code 4.2.0 is the release",
        "It fails at line 25",
        "Error 2 times in a row",
        "connect to 10.0.0.5:443",
        "state changed, error: RoomReason.roomReasonOk",
        "join answers ERR_OK, then nothing happens",
        "The build ends with exit code 65",
    ],
)
def test_other_numbers_are_no_codes(text: str) -> None:
    assert codes(text) == []


LOG = """2024-01-02 10:42:01.120 I/Core(12): sdk version: 4.3.1
2024-01-02 10:42:03.200 I/Core(12): join, no error
2024-01-02 10:42:07.511 E/Core(12): join failed, error code 1109
2024-01-02 10:42:09.000 E/Core(12): retry failed, error code 1109
"""


def test_digest_tells_the_first_error_and_counts_codes() -> None:
    found = extract("Cannot join", [LOG])
    assert found.log_digest is not None
    first = found.log_digest.first_error
    assert first is not None
    assert (first.number, first.time, first.code) == (3, "10:42:07.511", "1109")
    assert found.log_digest.lines == 4
    assert found.log_digest.error_codes == (("1109", 2),)
    assert found.log_digest.versions == ("4.3.1",)


def test_a_log_file_fills_what_the_text_leaves_open() -> None:
    found = extract("Cannot join", [LOG])
    assert [(one.value, one.source) for one in found.error_codes] == [("1109", "log:0")]
    version = found.sdk_version[0]
    assert (version.value, version.source) == ("4.3.1", "log:0")
    assert LOG[version.start : version.end] == "4.3.1"
    assert found.logs_present


def test_a_log_file_never_overrules_the_text() -> None:
    assert extract("SDK version: 4.2.0", [LOG]).fields()["sdk_version"] == ["4.2.0"]


def test_a_crash_in_a_log_file_makes_it_critical() -> None:
    found = extract("Something is wrong", ["x\nFatal signal 11 (SIGSEGV), code 1\n"])
    assert found.first("severity") == "critical"


def test_no_log_has_no_digest() -> None:
    assert extract("Cannot join").log_digest is None
    assert extract("Cannot join", ["  \n"]).log_digest is None


@pytest.mark.parametrize(
    "text",
    [
        f"Cannot join\n\n{LOG}",
        "Cannot join\n![screen](https://example.org/a.png)",
        "Cannot join\n[crash.txt](https://example.org/files/1/crash.txt)",
        "无法加入\n有日志，见附件",
        "Cannot join\nSee the attached log",
        "Cannot join\n输出\n```\nroom: {id: 12}\n```",
        "Cannot join\n[app] [2025-03-09T07:30:11.20][INFO] [rooms] join",
    ],
)
def test_logs_are_present(text: str) -> None:
    assert extract(text).fields()["logs_present"] is True


@pytest.mark.parametrize(
    "text",
    [
        "Cannot join",
        "Cannot join\n\n**Logs**\nN/A. The sample shows it",
        "Cannot join\n\n### Logs\n\n```console\n[Paste your logs here]\n```\n",
        "Cannot join\n【有无日志或者截图】：无",
        "Cannot join\n\n### SDK Logs\n> Please upload them.\n\nPlatform: Web",
        "Cannot join\n```kotlin\nval room = Room()\n```",
    ],
)
def test_no_logs(text: str) -> None:
    assert extract(text).fields()["logs_present"] is False


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("参数都对，一呼叫就退出 -200431", ["-200431"]),
        ("Every call drops at once, -10342.", ["-10342"]),
        ("The values go from 12 -10342", []),
        ("The loudness is -1200 mB", []),
        ("2025-03-02T09:12:44+0800 error Socket: closed by peer", []),
    ],
)
def test_a_negative_number_that_ends_what_is_said(text: str, codes: list[str]) -> None:
    assert extract(f"It ends.\n\n{text}").fields()["error_codes"] == codes
