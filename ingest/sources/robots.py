"""What a site asks of robots, by protego."""

from __future__ import annotations

from urllib.parse import urljoin

from ingest.sources.web import AGENT, FetchFailed, Web

_LONGEST_DELAY = 30.0  # seconds; a longer wish would make a visit of weeks
_SIZE = 500_000  # bytes that count
_OK, _REFUSED, _SERVER_ERROR = 200, 400, 500
_NAME = AGENT.partition("/")[0]


class Robots:
    """The rules of one robots.txt for us."""

    def __init__(self, text: str) -> None:
        """An empty text allows everything."""
        from protego import Protego  # noqa: PLC0415

        self._rules = Protego.parse(text)

    def allows(self, url: str) -> bool:
        """Whether we may fetch an address."""
        return bool(self._rules.can_fetch(url, _NAME))

    @property
    def delay(self) -> float:
        """Seconds that the site wants between two requests."""
        rate = self._rules.request_rate(_NAME)
        apart = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return min(max(float(self._rules.crawl_delay(_NAME) or 0.0), apart), _LONGEST_DELAY)


def read_robots(web: Web, start: str) -> Robots:
    """Fetch the rules. No file means no rules; a server that fails means nothing may be fetched."""
    answer = web.get(urljoin(start, "/robots.txt"))
    if answer.status >= _SERVER_ERROR:
        raise FetchFailed(f"robots.txt: HTTP {answer.status}")
    if answer.status != _OK:
        return Robots("")
    return Robots(answer.body[:_SIZE].decode("utf-8", "replace"))
