"""A desk on a database in memory."""

import pytest

from tests.desk_stage import Stage, fresh_database


@pytest.fixture
def stage() -> Stage:
    return Stage(fresh_database())
