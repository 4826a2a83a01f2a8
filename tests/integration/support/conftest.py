"""A desk on a database in memory."""

from collections.abc import Iterator

import pytest

from tests.desk_stage import Stage, fresh_database


@pytest.fixture
def stage() -> Iterator[Stage]:
    engine = fresh_database()
    yield Stage(engine)
    engine.dispose()
