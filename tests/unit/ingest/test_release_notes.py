from __future__ import annotations

from datetime import date

import pytest

from ingest.readers.release_notes import release_of
from knowledge.models import Chunk
from tests.unit.ingest.sites import read

NOTES = """---
title: Release notes
---
All releases of the SDK.

## v4.3.2 (2026-03-01)

### Fixed

- A crash on Android 14.

### New

- `setVolume`.

## v4.3.1

- Only small things.

## v4.3.0

{long}

### Compatibility

{long}
"""
LONG = "The engine reconnects by itself when the network returns. " * 14


def chunks(path: str = "en/release-notes.md", text: str = NOTES) -> tuple[Chunk, ...]:
    return read(path, {path: text.format(long=LONG)}).page.chunks


def test_a_version_is_an_entry_with_its_version_and_day() -> None:
    first, newest, middle, *old = chunks()
    assert (first.version, first.text) == ("", "All releases of the SDK.")
    assert (newest.version, newest.updated) == ("4.3.2", date(2026, 3, 1))
    assert newest.heading_path == ("v4.3.2 (2026-03-01)",)
    assert "### Fixed\n\n- A crash" in newest.text
    assert "setVolume" in newest.text
    assert (middle.version, middle.text) == ("4.3.1", "- Only small things.")
    assert {chunk.version for chunk in old} == {"4.3.0"}
    assert ("v4.3.0", "Compatibility") in {chunk.heading_path for chunk in old}


def test_the_fingerprint_follows_the_version() -> None:
    page = read("release-notes.md", {"release-notes.md": NOTES}).page
    later = read("release-notes.md", {"release-notes.md": NOTES.replace("4.3.1", "4.3.9")}).page
    assert page.fingerprint != later.fingerprint


@pytest.mark.parametrize("path", ["release_ios_ng.md", "CHANGELOG.md", "v4/releasenote.md"])
def test_release_notes_are_known_by_their_file_name(path: str) -> None:
    text = NOTES.replace("title: Release notes", "x: y")
    assert [c.version for c in chunks(path, text)][1] == "4.3.2"


def test_a_guide_with_versions_is_no_release_notes() -> None:
    assert not any(chunk.version for chunk in chunks("guide.md", NOTES.replace("Release n", "N")))
    text = "# What's new\n\n## Migrate\n\nText.\n\n## 4.3.2\n\nText."
    assert not any(chunk.version for chunk in chunks("whats-new.md", text))


@pytest.mark.parametrize(
    ("heading", "version"),
    [
        ("3.3.2 版", "3.3.2"),
        ("**2.3.0**", "2.3.0"),
        ("[4.3.2] - 2026-01-31", "4.3.2"),
        ("Web SDK v4.20.0", "4.20.0"),
        ("4.0.0-beta.2", "4.0.0-beta.2"),
        ("Known issues of 3 devices", ""),
        ("Breaking changes since 4.0", ""),
        ("2024-03-05", ""),
        ("1.2 million users", ""),
    ],
)
def test_versions_in_headings(heading: str, version: str) -> None:
    found = release_of(heading)
    assert (found.version if found else "") == version


def test_a_description_opens_the_first_section() -> None:
    text = f"---\ndescription: Join in two calls.\n---\n# Join\n\n## Android\n\n{LONG}"
    first = read("join.md", {"join.md": text}).page.chunks[0]
    assert first.heading_path == ("Android",)
    assert first.text.startswith("Join in two calls.\n\nThe engine")
