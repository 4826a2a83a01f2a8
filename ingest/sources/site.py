"""A documentation website: by its sitemap, or from a start page along the links below it."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from ingest.errors import IngestError
from ingest.readers import suffix_for
from ingest.readers.text import Unreadable, with_values
from ingest.sources.base import (
    NO_STAMPS,
    RawFile,
    SkippedFile,
    Stamps,
    read_raw,
    source_name,
)
from ingest.sources.robots import Robots, read_robots
from ingest.sources.sitemap import listed_pages
from ingest.sources.web import Answer, FetchFailed, Limits, Web, clean_url, joined, same_host
from ingest.sources.web_cache import Kept, WebCache

PAGES = 5_000
_DELAY = 0.2  # seconds between requests, when the site asks for no more
_GIVE_UP = 5  # failures in a row, after which a server counts as gone
_SHUT_OUT = 100  # refusals in a row, after which it does not want us
_URL_LENGTH = 600
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_REPEATS = 3  # times that a folder may stand in one path; more is a loop of links
_OK, _NOT_MODIFIED, _GONE, _REFUSED = 200, 304, (404, 410), (401, 403, 451)
_NO_PAGE = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|ico|avif|css|js|mjs|map|woff2?|ttf|eot|mp[34]|mov|webm|avi|zip"
    r"|gz|tgz|bz2|xz|7z|rar|exe|dmg|pkg|apk|ipa|jar|aar|whl|iso|xml|rss|atom|csv|xlsx?|pptx?)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SiteSource:
    """Pages of one host. `start` is a sitemap (``….xml``) or the page to begin at.

    A crawl stays below the folder of its start. `cache` keeps answers for conditional requests;
    `excluded` names paths that are not even fetched.
    """

    start: str
    cache: Path
    name: str = ""
    pages: int = PAGES
    delay: float = _DELAY
    limits: Limits = field(default_factory=Limits)
    excluded: Callable[[str], bool] = lambda _: False

    def __post_init__(self) -> None:
        cleaned = clean_url(self.start)
        if not cleaned:
            raise IngestError(
                f"{self.start!r} is no web address.", "Give one that begins with https://."
            )
        object.__setattr__(self, "start", cleaned)
        object.__setattr__(self, "name", source_name(self.name or urlsplit(cleaned).hostname or ""))

    def files(self, seen: Stamps = NO_STAMPS) -> Iterator[RawFile | SkippedFile]:
        """Fetch page after page.

        What could not be fetched makes the load incomplete, unless a whole sitemap has told what
        else there is.
        """
        del seen  # its server is asked what has changed
        folder = self.cache / "sites" / hashlib.sha256(self.start.encode()).hexdigest()[:20]
        yield from _Visit(self, WebCache(folder)).files()


class _Visit:
    """One visit to a site."""

    def __init__(self, site: SiteSource, cache: WebCache) -> None:
        self.site = site
        self.cache = cache
        self.web = Web(urlsplit(site.start).hostname or "", site.delay, site.limits)
        self.robots = Robots("")
        self.seen: set[str] = set()
        self.waiting: deque[tuple[str, str]] = deque()  # address, day of its last change
        self.paths: set[str] = set()
        self.failures = 0
        self.refusals = 0
        self.listed = False  # by a sitemap that could be read whole
        self.lost = False

    def files(self) -> Iterator[RawFile | SkippedFile]:
        for file in self._files():
            self.lost = self.lost or (isinstance(file, SkippedFile) and file.lost)
            yield file
        if not self.lost:
            self.cache.keep_only(self.seen)

    def _files(self) -> Iterator[RawFile | SkippedFile]:
        try:
            self.robots = read_robots(self.web, self.site.start)
        except FetchFailed as failed:
            yield SkippedFile("robots.txt", str(failed), lost=True)
            return
        self.web.delay = max(self.web.delay, self.robots.delay)
        if PurePosixPath(urlsplit(self.site.start).path.removesuffix(".gz")).suffix == ".xml":
            yield from self._listed()
        else:
            self._enqueue(self.site.start, "")
        taken = 0
        while self.waiting:
            if taken >= self.site.pages:
                yield SkippedFile(
                    ".", f"stopped at {taken} pages; more were waiting (raise `pages`)", lost=True
                )
                return
            if self.failures >= _GIVE_UP:
                yield SkippedFile(".", "the server no longer answers; gave up", lost=True)
                return
            if self.refusals >= _SHUT_OUT:
                yield SkippedFile(".", f"the server refused {_SHUT_OUT} pages in a row", lost=True)
                return
            taken += 1
            yield from self._page(*self.waiting.popleft())

    def _listed(self) -> Iterator[SkippedFile]:
        elsewhere, whole = 0, True
        for one in listed_pages(self.site.start, self._sitemap):
            if isinstance(one, SkippedFile):
                whole = whole and not one.lost
                yield one
            elif (url := clean_url(one.url)) and same_host(url, self.site.start):
                self._enqueue(url, one.modified[:10])
            else:
                elsewhere += 1
        self.listed = whole
        if elsewhere:
            yield SkippedFile(".", f"{elsewhere} addresses of the sitemap are on other hosts")

    def _sitemap(self, url: str) -> bytes | SkippedFile:
        cleaned = clean_url(url)
        if not cleaned or not same_host(cleaned, self.site.start):
            return SkippedFile(url, "a sitemap on another host")
        try:
            answer = self.web.get(cleaned)
        except FetchFailed as failed:
            return SkippedFile(url, str(failed), lost=True)
        if answer.status != _OK:
            return SkippedFile(url, f"HTTP {answer.status}", lost=True)
        return answer.body

    def _enqueue(self, url: str, day: str) -> None:
        if url not in self.seen:
            self.seen.add(url)
            self.waiting.append((url, day))

    def _page(self, url: str, day: str) -> Iterator[RawFile | SkippedFile]:
        path = page_path(url)
        if self.site.excluded(path):
            return
        if not self.robots.allows(url):
            yield SkippedFile(path, "closed by robots.txt")
            return
        try:
            answer = self._fetched(url)
        except FetchFailed as failed:
            self.failures += failed.passing
            yield (
                self._unread(path, str(failed))
                if failed.passing
                else SkippedFile(path, str(failed))
            )
            return
        gone, refused = answer.status in _GONE, answer.status in _REFUSED
        self.refusals = self.refusals + 1 if refused else 0
        self.failures = 0 if answer.status == _OK or gone or refused else self.failures + 1
        if answer.status != _OK:
            reason = f"HTTP {answer.status}"
            yield SkippedFile(path, reason) if gone else self._unread(path, reason)
            return
        if answer.url != url and answer.url in self.seen:
            return  # a redirect to a page of its own
        self.seen.add(answer.url)
        yield from self._read(answer, day)

    def _unread(self, path: str, reason: str) -> SkippedFile:
        """What the page holds is unknown; in a crawl also which pages it leads to."""
        return SkippedFile(path, reason, lost=not self.listed, kept=self.listed)

    def _fetched(self, url: str) -> Answer:
        """Ask whether last time's answer still holds; once more when something passing failed."""
        kept = self.cache.get(url)
        conditions = kept.conditions if kept else {}
        try:
            answer = self.web.get(url, conditions, self.robots.allows)
        except FetchFailed as failed:
            if not failed.passing or self.failures:
                raise
            answer = self.web.get(url, conditions, self.robots.allows)
        if kept is not None and answer.status == _NOT_MODIFIED:
            return Answer(answer.url, _OK, {"content-type": kept.content_type}, kept.body)
        if answer.status == _OK and answer.url == url:
            headers = answer.headers
            etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
            kind = headers.get("content-type", "")
            self.cache.put(Kept(url, etag, modified, kind, answer.body))
        return answer

    def _read(self, answer: Answer, day: str) -> Iterator[RawFile | SkippedFile]:
        path, kind = page_path(answer.url), answer.headers.get("content-type", "")
        if path in self.paths:
            return
        self.paths.add(path)
        hidden = False
        if suffix_for(path, kind) == ".html":
            try:
                links, hidden = links_of(answer)
            except Unreadable as refusal:
                yield SkippedFile(path, str(refusal))
                return
            self._follow(links)
        if hidden or (not suffix_for(path, kind) and answer.url == self.site.start):
            return
        file = read_raw(path, answer.body, kind)
        if isinstance(file, RawFile):
            values = {"source_url": answer.url, "last_updated": day}
            file = RawFile(path, with_values(file.text, values))
        yield file

    def _follow(self, links: list[str]) -> None:
        if self.site.start.removesuffix(".gz").endswith(".xml"):
            return  # the sitemap has said what there is
        below = self.site.start.rpartition("/")[0] + "/"
        for link in links:
            url = clean_url(link)
            fits = same_host(url, self.site.start) if url else False
            if fits and urlsplit(url).path.startswith(urlsplit(below).path) and is_page(url):
                self._enqueue(url, "")


def links_of(answer: Answer) -> tuple[list[str], bool]:
    """Addresses that a page links to, and whether it asks not to be found."""
    from ingest.readers.html import parse_html  # noqa: PLC0415

    root = parse_html(answer.body, answer.headers.get("content-type", ""))
    wishes = " ".join(root.xpath("//meta[translate(@name,'ROBTS','robts')='robots']/@content"))
    wishes = f"{wishes} {answer.headers.get('x-robots-tag', '')}".lower()
    if "nofollow" in wishes:
        return [], "noindex" in wishes
    bases = root.xpath("//base/@href")
    base = joined(answer.url, bases[0]) if bases else answer.url
    links = [one for one in root.xpath("//a[@href]") if "nofollow" not in (one.get("rel") or "")]
    found = (joined(base, link.get("href").strip()) for link in links)
    return [url for url in found if url], "noindex" in wishes


def is_page(url: str) -> bool:
    """Whether a link may lead to a page: no picture or archive, no query, no endless path."""
    parts = urlsplit(url)
    folders = parts.path.split("/")
    repeated = max(folders.count(folder) for folder in folders if folder or len(folders) > 1)
    if parts.query or len(url) > _URL_LENGTH or repeated > _REPEATS:
        return False
    return _NO_PAGE.search(parts.path) is None


def page_path(url: str) -> str:
    """Path of a page inside its source: ``/guide/`` and ``/guide/join`` become files.

    >>> page_path("https://d.example/guide/"), page_path("https://d.example/v4.2/join?tab=ios")
    ('guide/index.html', 'v4.2/join-tab-ios.html')
    """
    parts = urlsplit(url)
    path = _CONTROL.sub(lambda m: quote(m[0]), unquote(parts.path)).strip("/")
    if parts.path.endswith("/") or not path:
        path = f"{path}/index".strip("/")
    path = "/".join(part for part in path.split("/") if part not in ("", ".", ".."))
    known = suffix_for(path)
    bare = path[: len(path) - len(PurePosixPath(path).suffix)] if known else path
    query = re.sub(r"[^\w.]+", "-", unquote(parts.query)).strip("-")
    return f"{bare}{'-' if query else ''}{query}{PurePosixPath(path).suffix if known else '.html'}"
