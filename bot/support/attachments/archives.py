"""Archives: their members one by one, within the limits, and the archive written anew.

Nothing is ever written under a member's name; names are only shown, without what points outside.
What an archive says of its own sizes is not believed: bytes are counted as they come out.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from bot.support.attachments.encodings import decode
from bot.support.attachments.kinds import FileKind
from bot.support.attachments.limits import Budget, Limits, spoken_size
from bot.support.attachments.problems import Problem, Reason, Unreadable

_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
)
_ENCRYPTED = 0x1
_NAMES_ARE_UTF8 = 0x800
_LEFT_BY_MACOS = ("__MACOSX/", ".DS_Store", "._")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes
_PIECE = 256 * 1024
_NAME_LENGTH = 200


_Read = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, or why there is none to read."""

    name: str
    content: bytes = b""
    problem: Problem | None = None


def members(
    name: str, content: bytes, kind: FileKind, limits: Limits, budget: Budget
) -> Iterator[Member]:
    """Yield the members in the archive's order. Raises Unreadable when it cannot be opened."""
    try:
        match kind:
            case FileKind.ZIP:
                yield from _of_zip(content, limits, budget)
            case FileKind.TAR:
                yield from _of_tar(io.BytesIO(content), len(content), limits, budget)
            case _:
                yield from _of_packed(name, content, kind, limits, budget)
    except _DAMAGE as error:
        raise Unreadable(Reason.DAMAGED) from error
    except (NotImplementedError, RuntimeError) as error:  # a method that zipfile does not know
        raise Unreadable(Reason.ARCHIVE, kind=kind.value) from error


def _of_zip(content: bytes, limits: Limits, budget: Budget) -> Iterator[Member]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for info in archive.infolist():
            name = safe_name(_zip_name(info))
            if info.is_dir() or _is_left_over(name):
                continue
            if info.flag_bits & _ENCRYPTED:
                yield Member(name, problem=Problem(Reason.LOCKED))
                continue
            yield _counted(name, budget, partial(_from_zip, archive, info, limits, budget))
            if budget.files < 0:
                return


def _from_zip(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, budget: Budget
) -> bytes:
    with archive.open(info) as stream:
        return _read(stream.read, max(info.compress_size, 1), limits, budget)


def _of_tar(stream: io.BytesIO, packed: int, limits: Limits, budget: Budget) -> Iterator[Member]:
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for info in archive:
            name = safe_name(info.name)
            if info.isdir() or _is_left_over(name):
                continue
            if not info.isreg():
                yield Member(name, problem=Problem(Reason.LINK))
                continue
            yield _counted(name, budget, partial(_from_tar, archive, info, packed, limits, budget))
            if budget.files < 0:
                return


def _from_tar(
    archive: tarfile.TarFile, info: tarfile.TarInfo, packed: int, limits: Limits, budget: Budget
) -> bytes:
    stream = archive.extractfile(info)
    return b"" if stream is None else _read(stream.read, packed, limits, budget)


def _of_packed(
    name: str, content: bytes, kind: FileKind, limits: Limits, budget: Budget
) -> Iterator[Member]:
    """One packed file; a tar in it is opened too."""
    with _unpacking(content, kind) as stream:
        unpacked, is_whole = _read_as_far(stream.read1, len(content), limits, budget)
    if unpacked[257:262] == b"ustar":
        budget.bytes += len(unpacked)  # its members are counted themselves
        yield from _of_tar(io.BytesIO(unpacked), len(content), limits, budget)
        return
    if not is_whole and decode(unpacked) is None:
        raise Unreadable(Reason.DAMAGED)
    budget.files -= 1
    inner = name
    for ending in (".gz", ".bz2", ".xz", ".gzip"):
        inner = inner.removesuffix(ending)
    yield Member(inner or name, unpacked)
    if not is_whole:
        yield Member(
            inner or name, problem=Problem(Reason.CUT, facts={"size": spoken_size(len(unpacked))})
        )


def _unpacking(content: bytes, kind: FileKind) -> gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile:
    stream = io.BytesIO(content)
    match kind:
        case FileKind.BZIP2:
            return bz2.BZ2File(stream)
        case FileKind.XZ:
            return lzma.LZMAFile(stream)
        case _:
            return gzip.GzipFile(fileobj=stream)


def _counted(name: str, budget: Budget, read: Callable[[], bytes]) -> Member:
    budget.files -= 1
    if budget.files < 0:
        return Member(name, problem=Problem(Reason.TOO_MANY))
    try:
        return Member(name, read())
    except Unreadable as unreadable:
        if unreadable.problem.reason is Reason.BOMB:
            raise
        return Member(name, problem=unreadable.problem)
    except (*_DAMAGE, NotImplementedError, RuntimeError):
        return Member(name, problem=Problem(Reason.DAMAGED))


def _read(read: _Read, packed: int, limits: Limits, budget: Budget) -> bytes:
    return b"".join(_pieces(read, packed, limits, budget))


def _read_as_far(read: _Read, packed: int, limits: Limits, budget: Budget) -> tuple[bytes, bool]:
    """What can be unpacked of a file, and whether that is all. Raises when it is nothing.

    `read` gives what one step of unpacking yields, or else what came before the damage is lost.
    """
    kept: list[bytes] = []
    try:
        kept.extend(_pieces(read, packed, limits, budget))
    except _DAMAGE:
        if not kept:
            raise
        return b"".join(kept), False
    return b"".join(kept), True


def _pieces(read: _Read, packed: int, limits: Limits, budget: Budget) -> Iterator[bytes]:
    """The bytes, counted while they come. Raises Unreadable for a bomb or a member too large."""
    size = 0
    while piece := read(_PIECE):
        size += len(piece)
        budget.bytes -= len(piece)
        if budget.bytes < 0 or (size > limits.ratio_from and size > packed * limits.ratio):
            raise Unreadable(Reason.BOMB, limit=spoken_size(limits.total))
        if size > limits.member:
            raise Unreadable(Reason.TOO_LARGE, limit=spoken_size(limits.member))
        yield piece


def safe_name(name: str) -> str:
    """For showing and packing: no folder above, no drive, no control characters.

    >>> safe_name("../../etc/passwd")
    'etc/passwd'
    """
    shown = "".join(one for one in name if one.isprintable())
    parts = shown.replace("\\", "/").split("/")
    kept = [one for one in parts if one not in {"", ".", ".."} and not one.endswith(":")]
    return "/".join(kept)[-_NAME_LENGTH:].lstrip("/") or "file"


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Old Windows archives write names in the system's encoding and do not say so."""
    if info.flag_bits & _NAMES_ARE_UTF8 or info.filename.isascii():
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    found = decode(raw)
    return found.text if found else info.filename


def _is_left_over(name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return name.startswith(_LEFT_BY_MACOS) or last.startswith(_LEFT_BY_MACOS)


# Writing ------------------------------------------------------------------------------------------


def packed(kind: FileKind, content: Sequence[Member], *, single: bool) -> bytes:
    """The members as an archive again; `single` is a lone file in gzip, bzip2 or xz."""
    if kind is FileKind.ZIP:
        return _as_zip(content)
    if single:
        return gzip.compress(content[0].content if content else b"", mtime=0)
    return gzip.compress(_as_tar(content), mtime=0)


def _as_zip(content: Sequence[Member]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, one in _distinct(content):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, one.content)
    return stream.getvalue()


def _as_tar(content: Sequence[Member]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, one in _distinct(content):
            info = tarfile.TarInfo(name)
            info.size = len(one.content)
            archive.addfile(info, io.BytesIO(one.content))
    return stream.getvalue()


def _distinct(content: Sequence[Member]) -> Iterator[tuple[str, Member]]:
    """Names may repeat in an archive, or become the same once they are safe."""
    seen: set[str] = set()
    for number, one in enumerate(content):
        name = one.name if one.name not in seen else f"{number}-{one.name}"
        seen.add(name)
        yield name, one
