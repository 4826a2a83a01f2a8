"""All files of a source together: who imports whom, what a page is, and how each one renders."""

from __future__ import annotations

import posixpath
import re
from collections import ChainMap
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import yaml

from ingest.bounded_yaml import load_yaml
from ingest.components import Rendering
from ingest.expressions import Properties
from ingest.frontmatter import FrontMatter, split_front_matter
from ingest.imports import Missing, resolve_import
from ingest.jsx import list_value
from ingest.links import Addresses, BrokenLink, Redirect, links_in, redirect_target
from ingest.markdown import Block
from ingest.mdx import parse
from ingest.nodes import Document, Element, Text
from ingest.readers.text import without_unfit
from ingest.sources import VARIABLE_FILES, RawFile
from knowledge.platforms import normalise_platforms

_PLATFORM_SCOPE = re.compile(r"<Platform\w*\s+platforms?\s*=\s*([^>]+)>")
_PRODUCT_SCOPE = re.compile(r"<Product\w*\s+(?:products?|notAllowed)\s*=\s*([^>]+)>")
_QUOTED = re.compile(r"[\"'`]([^\"'`]+)[\"'`]")


_REDIRECT = "redirect:"  # name of the import by which a page shows another one
_ACRONYM_LENGTH = 3
_DEPTH_LIMIT = 40  # imports inside imports
_BLOCK_LIMIT = 20_000  # blocks a page may gather from fragments before it counts as endless


@dataclass(frozen=True, slots=True)
class BrokenImport:
    """An import whose text is missing from the page, and why."""

    path: str
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file with its front matter taken off.

    `imports` maps local names of fragments, `constants` of files read for their exported strings,
    to paths in the source. `links` are the targets inside the site that it links to; `redirect` is
    set for a page that only points to another one, whose text it shows.
    """

    path: str
    front_matter: FrontMatter
    document: Document
    imports: Mapping[str, str]
    constants: Mapping[str, str]
    broken: tuple[BrokenImport, ...]
    links: tuple[str, ...] = ()
    redirect: Redirect | None = None


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file as blocks. `metadata` is what its components declare about it."""

    blocks: list[Block]
    metadata: Mapping[str, str]
    broken: tuple[BrokenImport, ...]


class Library:
    """The files of one source, any of which it renders; a fragment once for each way of use."""

    def __init__(self, files: Iterable[RawFile]) -> None:
        self._variables: dict[str, str] = {}
        texts: dict[str, str] = {}
        for file in files:
            if posixpath.basename(file.path) in VARIABLE_FILES:
                self._variables |= read_variables(file.text)
            else:
                texts[file.path] = without_unfit(file.text)
        self.files: dict[str, ParsedFile] = {
            path: _parse(path, text, texts.keys()) for path, text in texts.items()
        }
        self._addresses: Addresses | None = None
        self._follow_redirects()
        self.platforms = _scoped_platforms(texts.values())
        self.products = _scoped_products(texts.values())
        self._constants: dict[str, dict[str, str]] = {}
        self._rendered: dict[tuple[object, ...], RenderedFile] = {}

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
                for key, value in self.files[path].document.constants.items()
            }
            self._constants[file.path] = file.document.constants | read
        return self._constants[file.path]

    @property
    def redirects(self) -> Iterator[Redirect]:
        """Pages that only point to another one."""
        return (file.redirect for file in self.files.values() if file.redirect)

    def broken_links(self) -> Iterator[BrokenLink]:
        """Links of all files that lead to no page, though they should."""
        addresses = self._known_addresses()
        for path, file in self.files.items():
            for target in file.links:
                if addresses.is_broken(path, target):
                    yield BrokenLink(path, target)

    def _known_addresses(self) -> Addresses:
        if self._addresses is None:
            values = (file.front_matter.values for file in self.files.values())
            slugs = (str(one.get("slug") or one.get("permalink") or "") for one in values)
            self._addresses = Addresses(self.files, filter(None, slugs))
        return self._addresses

    def _follow_redirects(self) -> None:
        """A page that points to another one of the source shows that one's text."""
        for path, file in self.files.items():
            if file.redirect is None:
                continue
            target = self._known_addresses().find(path, file.redirect.target.partition("#")[0])
            if target in self.files and target != path:
                document = replace(file.document, nodes=[Element(_REDIRECT, {}, block=True)])
                self.files[path] = replace(
                    file,
                    document=document,
                    imports={_REDIRECT: target},
                    redirect=replace(file.redirect, page=target),
                )

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
        document = self.file.document
        known = ChainMap(dict(properties), self.library.constants(self.file))
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

    def variable(self, key: str) -> str:
        return self.library.variable(key)

    def other_platforms(self, platforms: frozenset[str]) -> frozenset[str]:
        return self.library.platforms - platforms

    def _report(self, target: str, reason: str) -> None:
        self.broken.append(BrokenImport(self.file.path, target, reason))


def _parse(path: str, text: str, paths: Collection[str]) -> ParsedFile:
    front_matter, body = split_front_matter(text)
    document = parse(body, mdx=path.endswith(".mdx"))
    imports: dict[str, str] = {}
    constants: dict[str, str] = {}
    broken: list[BrokenImport] = []
    for statement in document.imports:
        found = resolve_import(path, statement.target, paths)
        if isinstance(found, Missing):
            broken.append(BrokenImport(path, statement.target, found.reason))
        elif found is not None:
            (constants if statement.constants else imports)[statement.name] = found
    target = redirect_target(front_matter.values)
    redirect = Redirect(path, target) if target and _is_blank(document) else None
    links = links_in(body)
    return ParsedFile(
        path, front_matter, document, imports, constants, tuple(broken), links, redirect
    )


def _is_blank(document: Document) -> bool:
    return all(isinstance(node, Text) and not node.value.strip() for node in document.nodes)


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


def _scoped_platforms(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(normalise_platforms(_named_in(_PLATFORM_SCOPE, texts)))


def _scoped_products(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(_named_in(_PRODUCT_SCOPE, texts))


def _named_in(scope: re.Pattern[str], texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for opening in scope.finditer(text):
            for quoted in _QUOTED.finditer(opening[1]):
                yield from list_value(quoted[1])
