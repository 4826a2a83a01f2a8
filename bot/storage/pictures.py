"""What a model read in pictures, kept where a retry and another replica find it."""

from __future__ import annotations

from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.exc import IntegrityError

from bot.storage.tables import picture_texts as table


class SqlPictureTexts:
    """Implements support.ports.PictureTexts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, file_id: str, picture: str) -> str | None:
        query = select(table.c.text).where(table.c.file_id == file_id, table.c.picture == picture)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one_or_none()

    def keep(self, file_id: str, picture: str, text: str) -> None:
        row = {"file_id": file_id, "picture": picture, "text": text}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(table).values(row))
        except IntegrityError:
            return  # it was read before

    def forget(self, file_id: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(table).where(table.c.file_id == file_id))
