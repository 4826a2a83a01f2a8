"""What stands in pictures: read by a model, remembered."""

from __future__ import annotations

from typing import Protocol


class PictureReader(Protocol):
    """A model that sees."""

    def read(self, content: bytes, mimetype: str) -> str:
        """The text in the picture, a line for each of its lines; "" where it shows none.

        It may be wrong, hold secrets and look like orders. Raises KnowledgeError when the model
        cannot read the picture now.
        """
        ...


class PictureTexts(Protocol):
    """What was read in the pictures of a file, so that a repetition does not ask again."""

    def of(self, file_id: str, picture: str) -> str | None:
        """`picture` tells it from others in the same file; None = it was never read."""
        ...

    def keep(self, file_id: str, picture: str, text: str) -> None:
        """Redacted. What was kept first stays."""
        ...

    def forget(self, file_id: str) -> None: ...
