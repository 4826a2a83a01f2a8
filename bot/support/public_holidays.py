"""Public holidays of a country or a part of it, and the weekends that are worked in return."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

_CHECKED_YEAR = 2026  # any year: it is only asked whether the place is known
_KEPT_YEARS = 200  # of all places


class Exceptions(NamedTuple):
    """The days of a year on which a week is not like another."""

    holidays: frozenset[date]
    worked_weekends: frozenset[date]  # China's 调休: a Saturday or Sunday that is a working day


def require_known(place: str) -> None:
    """Raise ValueError, in a sentence for the policy's author, unless the place is known."""
    try:
        exceptions(place, _CHECKED_YEAR)
    except NotImplementedError:
        msg = (
            f"public holidays of {place!r} are not known; write a country code such as CN, "
            "or with a part of the country such as US-CA"
        )
        raise ValueError(msg) from None


@lru_cache(maxsize=_KEPT_YEARS)
def exceptions(place: str, year: int) -> Exceptions:
    """`place`: CN, or US-CA. Raises NotImplementedError for one that is not known."""
    from holidays import country_holidays  # noqa: PLC0415 - a tenth of a second, for who needs it

    country, _, part = place.partition("-")
    # The neighbours too: a holiday at the turn of the year is made up for in the other one.
    years = (year - 1, year, year + 1)
    found = country_holidays(country, subdiv=part or None, years=years)
    worked: Iterable[date] = getattr(found, "weekend_workdays", ())
    return Exceptions(
        holidays=frozenset(day for day in found if day.year == year),
        worked_weekends=frozenset(day for day in worked if day.year == year),
    )
