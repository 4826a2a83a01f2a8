"""Running a child under a stopwatch and a memory gauge, and showing tables."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Row = Sequence[object]

ROOT = Path(__file__).resolve().parents[1]


def run_child(*arguments: str) -> dict[str, Any]:
    """Run `python -m ...`; its last line of JSON, with `wall_s` and `peak_mb` (with children)."""
    started = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    peak = [0.0]
    done = threading.Event()
    gauge = threading.Thread(target=_watch, args=(child.pid, peak, done))
    gauge.start()
    out, _ = child.communicate()
    done.set()
    gauge.join()
    if child.returncode:
        return {"failed": child.returncode}
    found: dict[str, Any] = json.loads(out.strip().splitlines()[-1])
    return found | {"wall_s": round(time.perf_counter() - started, 2), "peak_mb": round(peak[0])}


def _watch(pid: int, peak: list[float], done: threading.Event) -> None:
    while not done.wait(0.5):
        peak[0] = max(peak[0], sum(_pss(one) for one in _tree(pid)) / 1024)


def _tree(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def _pss(pid: int) -> int:
    """Proportional memory in KiB: shared pages count once over the tree."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def table(rows: Sequence[Mapping[str, object]]) -> None:
    """Print rows of the same keys as columns."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
    widths = [max(len(line[n]) for line in cells) for n in range(len(names))]
    for line in cells:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))


def save(file: Path | None, found: object) -> None:
    """JSON to a file, or to stdout."""
    text = json.dumps(found, ensure_ascii=False, indent=1)
    if file:
        file.write_text(text + "\n", encoding="utf-8")
    else:
        print(text)


def markdown(head: Sequence[str], rows: Sequence[Row]) -> str:
    """A table; numbers with a fraction show two places."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in rows:
        cells = [f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row]
        cells += [""] * (len(head) - len(cells))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


def show(tables: Sequence[str], section: tuple[str, str] | None) -> None:
    """Print the tables and the command, or put them into `section` (file, name) of a page."""
    text = "\n".join([*tables, _command(), ""])
    if section:
        _write(Path(section[0]), section[1], text)
    else:
        print(text)


def _command() -> str:
    """What was run, without where things lie on this machine."""
    name = getattr(sys.modules["__main__"].__spec__, "name", "benchmarks")
    words = [Path(word).name if word.startswith("/") else word for word in sys.argv[1:]]
    day = datetime.now(UTC).date().isoformat()
    return f"```\npython -m {name} {shlex.join(words)}     # {day}\n```"


def _write(file: Path, section: str, text: str) -> None:
    """Replace what stands between the section's marks, or add it at the end."""
    first, last = f"<!-- begin {section} -->", f"<!-- end {section} -->"
    whole = file.read_text(encoding="utf-8") if file.exists() else "# Quality\n"
    before, found, after = whole.partition(first)
    if not found:
        before, after = f"{whole.rstrip()}\n\n", f"{last}\n"
    else:
        after = last + after.partition(last)[2]
    file.write_text(f"{before}{first}\n{text}{after}", encoding="utf-8")
