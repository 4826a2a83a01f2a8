"""What was read in pictures is there after a restart, once, and goes with its file."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from bot.storage.pictures import SqlPictureTexts
from bot.support.ports.pictures import PictureTexts
from tests.fakes import FakePictureTexts


@pytest.fixture(params=["sql", "memory"])
def texts(request: pytest.FixtureRequest, engine: Engine) -> PictureTexts:
    return SqlPictureTexts(engine) if request.param == "sql" else FakePictureTexts()


def test_what_was_kept_first_stays(texts: PictureTexts) -> None:
    assert texts.of("F1", "a") is None
    texts.keep("F1", "a", "错误码 1109")
    texts.keep("F1", "a", "another reading")
    texts.keep("F1", "b", "")
    assert [texts.of("F1", one) for one in "abc"] == ["错误码 1109", "", None]
    assert texts.of("F2", "a") is None


def test_a_file_is_forgotten_with_all_its_pictures(texts: PictureTexts) -> None:
    for file, picture in (("F1", "a"), ("F1", "b"), ("F2", "a")):
        texts.keep(file, picture, "text")
    texts.forget("F1")
    texts.forget("F3")
    assert [texts.of("F1", "a"), texts.of("F1", "b"), texts.of("F2", "a")] == [None, None, "text"]
