"""Ingest, first, again, and with one changed page: Doorstep beside LangChain and LlamaIndex.

    python -m benchmarks.ingest [FOLDER ...] [--only NAME ...] [--json FILE]

Each run is a fresh process; `seconds` is the work, `wall_s` the whole command with its start-up.
`raw` is the embedder alone on the same texts with all cores, before and after: machines are noisy.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.contestants import CONTESTANTS, SUFFIXES, Counting, present
from benchmarks.measure import ROOT, run_child, save, table

_SAMPLE = 2000  # texts of the raw measurement


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--only", nargs="*", default=list(CONTESTANTS), choices=CONTESTANTS)
    parser.add_argument("--repeats", type=int, default=3, help="of the second run")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    folders = options.folders or [ROOT / "examples" / "docs" / "brightwire"]
    names = [name for name in options.only if present(name)]
    with tempfile.TemporaryDirectory(prefix="doorstep-bench-") as temporary:
        work = Path(temporary)
        copies = [_copy(folder, work / "files") for folder in folders]
        rows, raw = _measure(names, work, copies, options.repeats)
    table(rows)
    print(f"raw embedder, all cores: {raw} texts/s")
    save(options.json, {"folders": [str(one) for one in folders], "raw": raw, "runs": rows})


def _measure(
    names: list[str], work: Path, folders: list[Path], repeats: int
) -> tuple[list[dict[str, Any]], list[float]]:
    rows: list[dict[str, Any]] = []
    texts = _chunk_texts(folders)
    raw = [_raw(texts)]

    def run(name: str, phase: str) -> None:
        paths = [str(folder) for folder in folders]
        found = run_child("benchmarks.contestants", name, str(work / name), *paths)
        rows.append({"contestant": name, "run": phase, **found})
        print(rows[-1], flush=True)

    for name in names:
        run(name, "first")
        raw.append(_raw(texts))
    for _ in range(repeats):
        for name in names:  # interleaved
            run(name, "again")
    for number in range(repeats):
        _change(folders[0], number)
        for name in names:
            run(name, "one page")
    for row in rows:
        if row["run"] == "first" and "seconds" in row:
            row["of_raw"] = round(row["embedded"] / row["seconds"] / statistics.median(raw), 2)
    return rows, raw


def _raw(texts: list[str]) -> float:
    """Texts a second: chunks as Doorstep embeds them, in batches as large as it likes."""
    model = Counting()
    model.vectors(texts[:64])
    started = time.perf_counter()
    model.vectors(texts)
    taken = time.perf_counter() - started
    model.close()
    return round(len(texts) / taken, 1)


def _chunk_texts(folders: list[Path]) -> list[str]:
    """An even sample of what Doorstep embeds of the folders, in its order.

    Not of their pages: how long texts are differs from folder to folder, and with it the rate.
    """
    from ingest.library import Library
    from ingest.pages import contents, read_page
    from ingest.sources import FolderSource, RawFile
    from knowledge.build import embedded_text

    texts: dict[str, None] = {}
    for folder in folders:
        library = Library(one for one in FolderSource(folder).files() if isinstance(one, RawFile))
        for path in contents(library).pages:
            page = read_page(library, path, folder.name).page
            texts |= dict.fromkeys(embedded_text(page.title, chunk) for chunk in page.chunks)
    every = list(texts)
    return every[:: max(1, len(every) // _SAMPLE)]


def _copy(folder: Path, target: Path) -> Path:
    copied = target / folder.name
    shutil.copytree(folder, copied, symlinks=True)
    return copied


def _change(folder: Path, number: int) -> None:
    """Add a sentence to a page in the middle of the folder."""
    pages = [path for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES]
    page = next(
        path
        for path in pages[len(pages) // 2 :]
        if not path.name.startswith("_") and len(path.read_text("utf-8", "replace")) > 500  # noqa: PLR2004
    )
    with page.open("a", encoding="utf-8") as file:
        file.write(f"\n\nZanzibar {number}: this sentence was not here before.\n")


if __name__ == "__main__":
    main()
