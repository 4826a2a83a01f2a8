"""All files of a source together: who imports whom, what a page is, and how each one renders."""

from __future__ import annotations

import posixpath
import re
from collections import ChainMap
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import yaml

from ingest.bounded_yaml import load_yaml
from ingest.components import Rendering
from ingest.expressions import Properties
from ingest.facts import FileFacts, read_document, read_facts
from ingest.frontmatter import FrontMatter
from ingest.imports import Missing, resolve_import, shown_file, shown_paths
from ingest.links import Addresses, BrokenLink, Redirect, redirect_target
from ingest.markdown import Block
from ingest.mdx import parse
from ingest.nodes import SHOWN, Document, Element
from ingest.readers.text import without_unfit
from ingest.regions import region_of
from ingest.sources import VARIABLE_FILES, RawFile, SameFile, SkippedFile
from knowledge.platforms import normalise_platforms

_REDIRECT = "redirect:"  # name of the import by which a page shows another one
_ACRONYM_LENGTH = 3
_DEPTH_LIMIT = 40  # imports inside imports
Code = Callable[[str], RawFile | SameFile | SkippedFile | None]  # see `sources.CodeSource`
_BLOCK_LIMIT = 20_000  # blocks a page may gather from fragments before it counts as endless


@dataclass(frozen=True, slots=True)
class BrokenImport:
    """An import whose text is missing from the page, and why."""

    path: str
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file's place among the others; its text is `Library.document`.

    `imports` maps local names of fragments, `constants` of files read for their exported strings,
    to paths in the source, `shown` of files that are shown as they are ("" = one that cannot be
    had). `links` are the targets inside the site that it links to; `redirect` is
    set for a page that only points to another one, whose text it shows.
    """

    path: str
    front_matter: FrontMatter
    imports: Mapping[str, str]
    constants: Mapping[str, str]
    broken: tuple[BrokenImport, ...]
    links: tuple[str, ...] = ()
    redirect: Redirect | None = None
    titled: bool = False
    shown: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file as blocks. `metadata` is what its components declare about it."""

    blocks: list[Block]
    metadata: Mapping[str, str]
    broken: tuple[BrokenImport, ...]


class Library:
    """The files of one source, any of which it renders; a fragment once for each way of use."""

    def __init__(
        self,
        files: Iterable[RawFile | SameFile],
        known: Mapping[str, FileFacts] = MappingProxyType({}),
        code: Code = lambda _: None,
    ) -> None:
        """`known` are the facts of files that need not be read for them.

        `code` gives other files of the source, which a page may show as they are.
        """
        self._variables: dict[str, str] = {}
        self._unread: dict[str, RawFile | SameFile] = {}
        self._documents: dict[str, Document] = {}
        for file in files:
            if posixpath.basename(file.path) in VARIABLE_FILES:
                self._variables |= read_variables(file.text)
            else:
                self._unread[file.path] = file
        paths = self._unread.keys()
        self.facts = {path: known.get(path) or self._read(path) for path in paths}
        self._code = code
        self.shown: dict[str, RawFile | SameFile] = {}  # files that are shown as they are
        self.absent: set[str] = set()  # where such files were looked for and none could be had
        self.files = {path: self._place(path, facts, paths) for path, facts in self.facts.items()}
        self._addresses: Addresses | None = None
        self._follow_redirects()
        facts = self.facts.values()
        self.platforms = frozenset(
            normalise_platforms(dict.fromkeys(name for one in facts for name in one.platforms))
        )
        self.products = frozenset(name for one in facts for name in one.products)
        self._constants: dict[str, dict[str, str]] = {}
        self._rendered: dict[tuple[object, ...], RenderedFile] = {}

    def document(self, path: str) -> Document:
        """The text of a file. Raises FileChanged when it was edited since its facts were read."""
        found = self._documents.get(path)
        if found is None:
            text = without_unfit(self._unread[path].text)
            found = self._documents[path] = read_document(path, text)
        redirect = self.files[path].redirect
        if redirect is not None and redirect.page:
            return replace(found, nodes=[Element(_REDIRECT, {}, block=True)])
        return found

    def _read(self, path: str) -> FileFacts:
        text = without_unfit(self._unread[path].text)
        facts, self._documents[path] = read_facts(path, text)
        return facts

    def render(self, path: str, product: str = "") -> RenderedFile:
        """Render a page for the product that it belongs to ("" = unknown: all text is kept)."""
        file = self.files[path]
        title = str(file.front_matter.values.get("title", ""))
        properties = {"frontMatter.title": title, "$frontmatter.title": title}
        known = product if product in self.products else ""
        return _View(self, file, (path,), known).render(properties)

    def words(self, path: str, written: str) -> str:
        """Front matter of a page as a reader would see it: variables put in, tags taken off."""
        view = _View(self, self.files[path], (path,), "")
        blocks = Rendering(view, {}).run(parse(written, mdx=False))
        return " ".join(block.text for block in blocks)

    def fragment(self, view: _View, path: str, properties: Properties) -> RenderedFile:
        """Render a fragment inside a view; remembered unless an import circle cut it short."""
        key = (path, view.product, *sorted(properties.items()))
        known = self._rendered.get(key)
        if known is not None:
            return known
        inner = _View(self, self.files[path], (*view.chain, path), view.product)
        rendered = inner.render(properties)
        if inner.circular:
            view.circular = True
        else:
            self._rendered[key] = rendered
        return rendered

    def constants(self, file: ParsedFile) -> dict[str, str]:
        """Strings that a file exports, and those it reads from others as ``name.constant``."""
        if file.path not in self._constants:
            read = {
                f"{name}.{key}": value
                for name, path in file.constants.items()
                for key, value in self.document(path).constants.items()
            }
            self._constants[file.path] = self.document(file.path).constants | read
        return self._constants[file.path]

    @property
    def redirects(self) -> Iterator[Redirect]:
        """Pages that only point to another one."""
        return (file.redirect for file in self.files.values() if file.redirect)

    def broken_links(self, others: Collection[str] = ()) -> Iterator[BrokenLink]:
        """Links of all files that lead to no page, though they should.

        `others` are pages that are there although they are not among the files.
        """
        addresses = self._addresses_with(others) if others else self._known_addresses()
        for path, file in self.files.items():
            for target in file.links:
                if addresses.is_broken(path, target):
                    yield BrokenLink(path, target)

    def _known_addresses(self) -> Addresses:
        if self._addresses is None:
            self._addresses = self._addresses_with(())
        return self._addresses

    def _addresses_with(self, others: Collection[str]) -> Addresses:
        values = (file.front_matter.values for file in self.files.values())
        slugs = (str(one.get("slug") or one.get("permalink") or "") for one in values)
        return Addresses([*self.files, *others], filter(None, slugs))

    def _follow_redirects(self) -> None:
        """A page that points to another one of the source shows that one's text."""
        for path, file in self.files.items():
            if file.redirect is None:
                continue
            target = self._known_addresses().find(path, file.redirect.target.partition("#")[0])
            if target in self.files and target != path:
                self.files[path] = replace(
                    file,
                    imports={_REDIRECT: target},
                    redirect=replace(file.redirect, page=target),
                )

    def _place(self, path: str, facts: FileFacts, paths: Collection[str]) -> ParsedFile:
        """Where a file's imports lead."""
        found: dict[str, dict[str, str]] = {"imports": {}, "constants": {}, "shown": {}}
        broken: list[BrokenImport] = []
        for statement in facts.imports:
            kind = "constants" if statement.constants else "imports"
            target: str | Missing | None
            if shown := shown_file(statement.target):
                kind, target = "shown", self._look_up(shown_paths(path, shown))
            else:
                shown, target = statement.target, resolve_import(path, statement.target, paths)
            if isinstance(target, Missing):
                broken.append(BrokenImport(path, shown, target.reason))
            if isinstance(target, str) or kind == "shown":
                found[kind][statement.name] = target if isinstance(target, str) else ""
        redirect = redirect_target(facts.front_matter.values)
        return ParsedFile(
            path,
            facts.front_matter,
            found["imports"],
            found["constants"],
            tuple(broken),
            facts.links,
            Redirect(path, redirect) if redirect and facts.blank else None,
            facts.titled,
            found["shown"],
        )

    def _look_up(self, paths: list[str]) -> str | Missing:
        """The first of the paths at which there is a file to be shown."""
        reason = "no such file" if paths else "leads out of the source"
        for path in paths:
            found = self.shown.get(path) or self._code(path)
            if not isinstance(found, RawFile | SameFile):
                found = self._unread.get(path, found)  # its source gives no other files
            if isinstance(found, RawFile | SameFile):
                self.shown[path] = found
                return path
            self.absent.add(path)
            reason = found.reason if found is not None else reason
        return Missing(reason)

    def variable(self, key: str) -> str:
        """Value of a variable, or its key in readable words."""
        return self._variables.get(key) or readable_key(key)


@dataclass(slots=True)
class _View:
    """What one file sees of the library while it is rendered; `chain` leads to it from its page."""

    library: Library
    file: ParsedFile
    chain: tuple[str, ...]
    product: str
    circular: bool = False
    broken: list[BrokenImport] = field(default_factory=list)
    _size: int = 0

    def render(self, properties: Properties) -> RenderedFile:
        document = self.library.document(self.file.path)
        shown = {name: self.shown(name) for name in self.file.shown if not name.startswith(SHOWN)}
        known = ChainMap(dict(properties), shown, self.library.constants(self.file))
        rendering = Rendering(self, known, self.product)
        blocks = rendering.run(document)
        return RenderedFile(
            blocks, rendering.metadata, (*self.file.broken, *dict.fromkeys(self.broken))
        )

    def fragment(self, name: str, properties: Properties) -> list[Block] | None:
        path = self.file.imports.get(name)
        if path is None:
            return None
        if path in self.chain or len(self.chain) > _DEPTH_LIMIT:
            self.circular = True
            self._report(path, "imports itself: " + " -> ".join((*self.chain, path)))
            return []
        rendered = self.library.fragment(self, path, properties)
        self.broken += rendered.broken
        self._size += len(rendered.blocks)
        if self._size > _BLOCK_LIMIT:
            self._report(path, "the page grows without end")
            return []
        return rendered.blocks

    def shown(self, name: str, region: str = "") -> str:
        path = self.file.shown.get(name)
        if not path:
            return ""
        code = without_unfit(self.library.shown[path].text)
        if not region:
            return code
        part = region_of(code, region)
        if part is None:
            self._report(f"{path}#{region}", "no such region in the file")
        return part or ""

    def variable(self, key: str) -> str:
        return self.library.variable(key)

    def other_platforms(self, platforms: frozenset[str]) -> frozenset[str]:
        return self.library.platforms - platforms

    def _report(self, target: str, reason: str) -> None:
        self.broken.append(BrokenImport(self.file.path, target, reason))


def read_variables(text: str) -> dict[str, str]:
    """Read a variables file (JSON or YAML); nested names are found by their last part as well."""
    try:
        loaded = load_yaml(text)  # YAML is a superset of JSON
    except (yaml.YAMLError, ValueError):
        return {}
    return dict(_flat(loaded, ""))


def _flat(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif path and isinstance(value, str | int | float):
        yield path.rpartition(".")[2], str(value)
        yield path, str(value)


def readable_key(key: str) -> str:
    """Write a variable's key as words, for sources that come without their variables.

    >>> readable_key("CHAT_ROOM_LOWER"), readable_key("VSDK")
    ('chat room', 'VSDK')
    """
    words = key.rpartition(".")[2].removesuffix("_LOWER").split("_")
    return " ".join(
        word
        if len(word) <= _ACRONYM_LENGTH or not re.search("[AEIOUaeiou]", word)
        else word.lower()
        for word in words
        if word
    )
