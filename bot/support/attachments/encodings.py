"""The text of a file, whatever encoding wrote it: UTF-8, UTF-16, GB18030, Big5, Shift-JIS."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_SAMPLE = 65_536  # bytes that decide
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = ("gb18030", "big5", "shift_jis", "euc-kr")
# Characters that make up much of any text in these languages, and of any log message in them.
_USUAL = {
    "gb18030": frozenset(
        "的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可"
        "里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已"
        "错误失败加入频道房间登录连接网络超时令牌过期初始化设备音频视频成功请检查无效版本系统日志崩溃重启"
        "用户测试服务器断开返回调用参数异常消息发送接收进程线程内存，。：；（）、！？“”"
    ),
    "big5": frozenset(
        "的一是不了在人有我他這中大來上個國到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可"
        "裡後小麼心多天而能好都然沒日於起還發成事只作當想看文無開手十用主行方又如前所本見經頭面公同三已"
        "錯誤失敗加入頻道房間登錄登入連接連線網絡網路超時逾時權杖過期初始化裝置音訊視訊成功請檢查無效版本"
        "系統日誌崩潰重啟用戶使用者測試服務伺服器斷開返回呼叫參數異常訊息傳送接收程序，。：；（）、！？「」"
    ),
    "shift_jis": frozenset(
        [chr(one) for one in range(0x3041, 0x3097)] + [chr(one) for one in range(0x30A1, 0x30FB)]
    )
    | frozenset("ー、。「」接続失敗成功開始終了設定認証切断参加退出音声映像回線端末時間"),
    "euc-kr": frozenset(
        "이다는의에가을를한하고로도기지사리어인시자대정수아해서스나있것오류실패연결채널입장성공요청"
        "시간초과토큰만료네트워크장치음성영상로그"
    ),
}
_ENOUGH = 0.12  # share of the foreign characters that are usual ones
_LONGEST_CHARACTER, _SHORTEST_WIDE = 3, 8  # bytes
_BROKEN = 0.02  # share of unreadable characters from which on a file is no text
_CONTROLS = frozenset(range(32)) - {7, 8, 9, 10, 12, 13, 27}


@dataclass(frozen=True, slots=True)
class Decoded:
    """`broken` counts the characters that could not be read; they stand as U+FFFD."""

    text: str
    encoding: str
    broken: int = 0


def decode(content: bytes) -> Decoded | None:
    """The text of the bytes, or None when they are none."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _decoded(content, encoding)
    if wide := _utf16_without_mark(content[:4096]):
        return _decoded(content, wide)
    if sum(one in _CONTROLS for one in content[:_SAMPLE]) > len(content[:_SAMPLE]) * _BROKEN:
        return None
    unicode = _decoded(content, "utf-8")
    if unicode is not None and unicode.broken <= _cut(content):
        return unicode
    legacy = _legacy(content)
    if legacy is not None:
        return _decoded(content, legacy)
    return unicode


def _decoded(content: bytes, encoding: str) -> Decoded | None:
    text = content.decode(encoding, "replace")
    broken = text.count("\ufffd")
    if "\0" in text:
        text = text.replace("\0", "")
    return Decoded(text, encoding, broken) if broken <= max(3, len(text) * _BROKEN) else None


def _cut(content: bytes) -> int:
    """How many broken characters a file in UTF-8 may have: where a log was cut, at either end."""
    ends = content[:_LONGEST_CHARACTER] + content[-_LONGEST_CHARACTER:]
    return 0 if ends.isascii() else 2


def _utf16_without_mark(head: bytes) -> str:
    """Every second byte of Latin text in UTF-16 is zero."""
    if len(head) < _SHORTEST_WIDE:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def _legacy(content: bytes) -> str | None:
    """The encoding whose reading looks most like language; None when none does."""
    sample = _foreign_lines(content)
    rated = {name: _rating(sample, name) for name in _LEGACY}
    best = max(rated, key=lambda name: rated[name])
    return best if rated[best] >= _ENOUGH else None


def _rating(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, "replace")
    foreign = [one for one in text if not one.isascii()]
    if not foreign or text.count("\ufffd") > max(2, len(foreign) * 0.05):
        return 0.0
    return sum(one in _USUAL[encoding] for one in foreign) / len(foreign)


def _foreign_lines(content: bytes) -> bytes:
    """The lines that are not plain ASCII: a log may have them only at its end."""
    if len(content) <= _SAMPLE:
        return content
    kept, size = [], 0
    for line in content.split(b"\n"):
        if not line.isascii():
            kept.append(line[:4096])
            size += len(kept[-1])
            if size > _SAMPLE:
                break
    return b"\n".join(kept)
