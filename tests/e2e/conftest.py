"""A browser for the page tests: one Chromium for the session, a fresh context for each test.

Playwright's synchronous driver leaves an event loop running in the thread that started it, which
would break every later test that calls ``asyncio.run``. So Chromium itself lives for the session,
and each test attaches a driver of its own and lets it go.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from structlog.testing import capture_logs

from bot.playground import PlaygroundServer, Setup
from tests.e2e.bots import copy_index, ingest_samples

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-port=0",
)
START_SECONDS = 30.0
PATIENCE_MS = 8_000

Connect = Callable[[App], SocketModeHandler]
OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start Chromium and return the address of its debugging port."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no Chromium here: apt-get install chromium, then run the browser tests again")
    folder = tmp_path_factory.mktemp("chromium")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - found on PATH by a fixed name
            [program, *FLAGS, f"--user-data-dir={folder / 'profile'}", "about:blank"],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield f"http://127.0.0.1:{_debugging_port(process, folder)}"
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _debugging_port(process: "subprocess.Popen[bytes]", folder: Path) -> int:
    noted = folder / "profile" / "DevToolsActivePort"
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if noted.exists() and (lines := noted.read_text().splitlines()):
            return int(lines[0])
        time.sleep(0.05)
    raise RuntimeError(f"Chromium did not start: {(folder / 'log').read_text()[-800:]}")


@pytest.fixture
def browser(chromium: str) -> Iterator[Browser]:
    """Return the session's Chromium, reached by a driver of this test."""
    with sync_playwright() as driver:
        browser = driver.chromium.connect_over_cdp(chromium)
        yield browser
        browser.close()


@dataclass
class Troubles:
    """What went wrong in the browser; a test may take out what it provoked."""

    seen: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Note console errors and uncaught exceptions of a page."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(f"uncaught: {error}"))

    def forgive(self, words: str) -> None:
        """Take out the troubles that contain ``words``; there must be one."""
        kept = [one for one in self.seen if words not in one]
        assert len(kept) < len(self.seen), f"no trouble mentions {words!r}"
        self.seen = kept

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.seen.append(f"console: {message.text}")


@pytest.fixture
def troubles() -> Troubles:
    return Troubles()


@pytest.fixture
def open_page(browser: Browser, slack: PlaygroundServer, troubles: Troubles) -> Iterator[OpenPage]:
    """Return a function that opens a window of its own: ``open_page("U0SUP01/C0STAFF")``.

    Keywords: ``width``, ``height``, ``dark``, ``first_run`` (keep the welcome panel).
    """
    contexts = []

    def open_(
        place: str = "U0DEV01/C0NIMBUS",
        *,
        width: int = 1280,
        height: int = 800,
        dark: bool = False,
        first_run: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="en-GB",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        if not first_run:
            context.add_init_script("localStorage.setItem('doorstep.welcomed', 'yes')")
        page = context.new_page()
        troubles.watch(page)
        page.goto(f"{slack.url}/#/{place}" if place else slack.url)
        page.wait_for_selector('[data-testid="app"][data-ready="true"]')
        return page

    yield open_
    for context in contexts:
        context.close()
    assert troubles.seen == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Return a window of Lin Wei in #nimbus-games."""
    return open_page()


@pytest.fixture
def slack() -> Iterator[PlaygroundServer]:
    """Return a fresh workspace."""
    with PlaygroundServer(setup=Setup(retry_schedule=(0, 0.05, 0.1))) as server:
        yield server


@pytest.fixture
def client(slack: PlaygroundServer) -> WebClient:
    """Return the bot's client."""
    return WebClient("xoxb-playground", base_url=slack.api_url)


@pytest.fixture
def connect(slack: PlaygroundServer) -> Iterator[Connect]:
    """Connect a Bolt app in Socket Mode; its socket is closed from the server's side first."""
    handlers: list[SocketModeHandler] = []

    def start(app: App) -> SocketModeHandler:
        handler = SocketModeHandler(app, "xapp-playground", ping_interval=1)
        handler.connect()  # type: ignore[no-untyped-call]
        handlers.append(handler)
        return handler

    yield start
    for handler in handlers:
        assert handler.client
        handler.client.auto_reconnect_enabled = False
        handler.client.default_auto_reconnect_enabled = False
    slack.drop_sockets()
    for handler in handlers:
        with suppress(AttributeError):  # the SDK may close its socket at the same moment
            handler.close()  # type: ignore[no-untyped-call]


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home whose index holds the sample documentation; ingested once for all workers."""
    root = tmp_path_factory.getbasetemp()
    home = (root.parent if "PYTEST_XDIST_WORKER" in os.environ else root) / "samples"
    ingest_samples(home)
    return home


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[None]:
    """Keep the bot's log in memory: drawing a traceback for a person takes a second."""
    with capture_logs():
        yield


@pytest.fixture
def home(tmp_path: Path, samples: Path) -> Path:
    """Return a fresh home that knows the sample documentation."""
    return copy_index(samples, tmp_path / "home")
