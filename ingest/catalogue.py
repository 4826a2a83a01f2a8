"""`sources.yaml`: what documentation there is, who may read it, and what holds for all of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from ingest.errors import IngestError
from ingest.sources.base import Source, source_name
from knowledge.models import Visibility
from knowledge.platforms import normalise_platform
from knowledge.yaml_lines import NotYaml, read_yaml

_FIELDS = frozenset({"path", "path_without_ext", "slug", "source"})
_CRON_FIELDS = 5


class Kind(StrEnum):
    """Where a source comes from."""

    FOLDER = "folder"
    FILES = "files"
    GIT = "git"
    SITE = "site"
    OPENAPI = "openapi"
    GITHUB = "github"
    TICKETS = "tickets"


_HERE = frozenset({Kind.FOLDER, Kind.FILES, Kind.OPENAPI, Kind.GITHUB})  # paths of this machine


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _version(value: object) -> object:
    if isinstance(value, float):
        raise ValueError("put it in quotes: YAML reads 4.10 as the number 4.1")  # noqa: TRY004
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class SourceEntry(BaseModel):
    """One source as it is declared. `name` is its key in the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""
    type: Kind
    location: Texts = ()
    visibility: Visibility | None = None
    customers: Texts = ()
    product: str = ""
    platform: Texts = ()
    version: Annotated[str, BeforeValidator(_version)] = ""
    language: str = Field(default="", pattern=r"^$|^[a-z]{2}$")
    link: str = ""
    schedule: str = ""
    include: Texts = ()
    exclude: Texts = ()
    ref: str = ""  # git: branch, tag or commit
    folder: str = ""  # git: where in the repository
    pages: int = Field(default=5_000, ge=1, le=100_000)  # site
    delay: float = Field(default=0.2, ge=0, le=60)  # site: seconds between requests

    @field_validator("platform")
    @classmethod
    def _known_platforms(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [name for name in value if not normalise_platform(name)]
        if unknown:
            raise ValueError(f"unknown platform {unknown[0]!r}")
        return tuple(normalise_platform(name) for name in value)

    @field_validator("link")
    @classmethod
    def _usable_link(cls, value: str) -> str:
        unknown = set(re.findall(r"\{(\w+)\}", value)) - _FIELDS
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("an address begins with https://")
        if unknown:
            raise ValueError(f"unknown field {{{min(unknown)}}}; known are {sorted(_FIELDS)}")
        return value

    @field_validator("schedule")
    @classmethod
    def _valid_schedule(cls, value: str) -> str:
        from croniter import croniter  # type: ignore[import-untyped] # noqa: PLC0415

        if value and not (len(value.split()) == _CRON_FIELDS and croniter.is_valid(value)):
            raise ValueError("no cron text of five fields, for example '30 2 * * *'")
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.location and self.type is not Kind.TICKETS:
            raise ValueError(f"a source of type {self.type} needs a location")
        if len(self.location) > 1 and self.type is not Kind.FILES:
            raise ValueError("only a source of type files has several locations")
        if (self.visibility is Visibility.CUSTOMER) != bool(self.customers):
            raise ValueError("visibility customer and the customers' names go together")
        if (self.ref or self.folder) and self.type is not Kind.GIT:
            raise ValueError("ref and folder belong to sources of type git")
        return self

    @property
    def readers(self) -> Visibility:
        """Who may read it: everybody, but for tickets staff alone, unless declared."""
        usual = Visibility.INTERNAL if self.type is Kind.TICKETS else Visibility.PUBLIC
        return self.visibility or usual

    @property
    def defaults(self) -> Mapping[str, Any]:
        """What holds for pages that do not say it themselves; see `ingest_source`."""
        said = {
            "product": self.product,
            "platform": list(self.platform),
            "version": self.version,
            "language": self.language,
        }
        return {key: value for key, value in said.items() if value}


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sources: dict[str, SourceEntry] = Field(min_length=1)

    @field_validator("sources")
    @classmethod
    def _usable_names(cls, value: dict[str, SourceEntry]) -> dict[str, SourceEntry]:
        for name in value:
            try:
                usable = source_name(name) == name
            except IngestError:
                usable = False
            if not usable:
                raise ValueError(f"{name!r} is no usable name: letters, digits, - _ and . only")
        return value


def load_catalogue(file: Path) -> tuple[SourceEntry, ...]:
    """Read the sources in the order of the file; paths in it are relative to its folder.

    Raises IngestError, with line numbers, for a file that is missing, no YAML or no catalogue.
    """
    try:
        written = read_yaml(file.read_text(encoding="utf-8"), file.name)
    except FileNotFoundError:
        raise IngestError(
            f"There is no {file}.", "Copy examples/sources.yaml there, or name a folder instead."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise IngestError(f"{file} cannot be read: {error}.") from None
    except NotYaml as refusal:
        raise IngestError(str(refusal), "Correct the file.") from None
    try:
        declared = _File.model_validate(written.content).sources
    except ValidationError as error:
        raise IngestError(written.problems(error, "sources"), "Correct these lines.") from None
    return tuple(_placed(entry, name, file.parent) for name, entry in declared.items())


def _placed(entry: SourceEntry, name: str, folder: Path) -> SourceEntry:
    locations = entry.location
    if entry.type in _HERE:
        locations = tuple(str(folder / Path(one).expanduser()) for one in locations)
    elif entry.type is Kind.GIT and locations[0].startswith(("./", "../")):
        locations = (str((folder / locations[0]).resolve()),)
    return entry.model_copy(update={"name": name, "location": locations})


def open_source(
    entry: SourceEntry,
    cache: Path,
    tickets: Callable[[], Iterable[Any]] | None = None,
) -> Source:
    """Make the source of an entry. `cache` keeps checkouts and answers of websites.

    `tickets` gives resolved tickets (see `ingest.sources.tickets`) for an entry of that type.
    Raises IngestError when the location cannot be what the entry says.
    """
    source = _opened(entry, cache, tickets)
    if entry.include or entry.exclude:
        from ingest.sources.selected import SelectedSource  # noqa: PLC0415

        return SelectedSource(source, entry.include, entry.exclude)
    return source


def _opened(entry: SourceEntry, cache: Path, tickets: Callable[[], Iterable[Any]] | None) -> Source:
    place, name = next(iter(entry.location), ""), entry.name
    match entry.type:
        case Kind.FOLDER:
            from ingest.sources.folder import FolderSource  # noqa: PLC0415

            return FolderSource(Path(place), name)
        case Kind.FILES:
            from ingest.sources.files import FilesSource  # noqa: PLC0415

            return FilesSource(tuple(Path(one) for one in entry.location), name)
        case Kind.GIT:
            from ingest.sources.git import GitSource  # noqa: PLC0415

            return GitSource(place, cache, entry.ref, entry.folder, name)
        case Kind.SITE:
            from ingest.sources.selected import chooser  # noqa: PLC0415
            from ingest.sources.site import SiteSource  # noqa: PLC0415

            wanted = chooser((), entry.exclude)
            return SiteSource(
                place, cache, name, entry.pages, entry.delay, excluded=lambda path: not wanted(path)
            )
        case Kind.OPENAPI:
            from ingest.sources.openapi import OpenApiSource  # noqa: PLC0415

            return OpenApiSource(Path(place), name)
        case Kind.GITHUB:
            from ingest.sources.github import GitHubSource  # noqa: PLC0415

            return GitHubSource(Path(place), name)
        case Kind.TICKETS:
            from ingest.sources.tickets import TicketSource  # noqa: PLC0415

            if tickets is None:
                raise IngestError(f"{name}: tickets cannot be read here.")
            return TicketSource(tickets, name)
