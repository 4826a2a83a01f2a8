"""Running a child under a stopwatch and a memory gauge, and showing tables."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

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
