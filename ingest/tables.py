"""HTML tables as GFM: spans are repeated, so that every row stands for itself."""

from __future__ import annotations

from dataclasses import dataclass

_SPAN_LIMIT = 50
_COLUMN_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its text on one line; `columns` and `rows` are its spans."""

    text: str
    columns: int = 1
    rows: int = 1
    header: bool = False


def gfm_table(rows: list[list[Cell]]) -> str:
    """Draw rows of cells as a GFM table; "" when no cell has a word.

    The first row is the header, because GFM knows no table without one.
    """
    grid = [row for row in _spread(rows) if any(row)]
    if not grid:
        return ""
    width = max(len(row) for row in grid)
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in grid]
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)


def cell_text(text: str) -> str:
    """Bring a cell's text to one line that cannot break its row."""
    words = " ".join(text.split())
    return words.replace("\\|", "|").replace("|", "\\|")


def span(written: str | None) -> int:
    """Read colspan and rowspan: a small positive number, 1 when it is anything else."""
    digits = (written or "").strip()
    return min(max(int(digits), 1), _SPAN_LIMIT) if digits.isascii() and digits.isdigit() else 1


def _spread(rows: list[list[Cell]]) -> list[list[str]]:
    """Fill the grid; a cell that spans rows or columns is written into each of them."""
    grid: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}  # column -> (rows left, text)
    for cells in rows:
        line: list[str] = []
        waiting = list(reversed(cells))
        while (waiting or len(line) in hanging) and len(line) < _COLUMN_LIMIT:
            column = len(line)
            if column in hanging:
                left, text = hanging.pop(column)
                line.append(text)
                if left > 1:
                    hanging[column] = (left - 1, text)
                continue
            cell = waiting.pop()
            for offset in range(cell.columns):
                line.append(cell.text)
                if cell.rows > 1:
                    hanging[column + offset] = (cell.rows - 1, cell.text)
        if waiting:  # past the limit: keep the words in the last cell
            line.append(" ".join(cell.text for cell in reversed(waiting)))
        grid.append(line)
    return grid
