"""The tree that a Markdown or MDX file is parsed into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.jsx import Attributes

_VOID = "area base br col embed hr img input link meta source track wbr"
_PAIRED = """
    a abbr address article aside audio b bdi bdo big blockquote body button canvas caption center
    cite code colgroup dd del details dfn dialog div dl dt em fieldset figcaption figure font footer
    form h1 h2 h3 h4 h5 h6 head header html i iframe ins kbd label legend li main mark menu nav
    noscript ol optgroup option p picture pre q s samp script section select small span strike
    strong style sub summary sup svg table tbody td textarea tfoot th thead title tr tt u ul video
"""
VOID_TAGS = frozenset(_VOID.split())
HTML_TAGS = VOID_TAGS | frozenset(_PAIRED.split())
SHOWN = "shown:"  # begins the name of an element that shows a file as it is
# Opening one of these ends an open sibling, as HTML allows its end tag to be left out.
IMPLIED_END: Mapping[str, frozenset[str]] = {
    "li": frozenset(["li"]),
    "tr": frozenset(["td", "th", "tr"]),
    "td": frozenset(["td", "th"]),
    "th": frozenset(["td", "th"]),
    "dt": frozenset(["dt", "dd"]),
    "dd": frozenset(["dt", "dd"]),
    "option": frozenset(["option"]),
    "tbody": frozenset(["td", "th", "tr", "thead", "colgroup"]),
}


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown as written, code included."""

    value: str


@dataclass(frozen=True, slots=True)
class Expression:
    """``{source}`` in running text."""

    source: str


@dataclass(slots=True)
class Element:
    """A component, an HTML element, or a ``:::name`` container (its name begins with a colon).

    `block` says that it stands on lines of its own, `closed` that its end was found.
    """

    name: str
    attributes: Attributes
    children: list[Node] = field(default_factory=list)
    block: bool = False
    closed: bool = True


Node = Text | Expression | Element


@dataclass(frozen=True, slots=True)
class Import:
    """``import name from "target"``, or ``import * as name`` for the constants of a file."""

    name: str
    target: str
    constants: bool = False


@dataclass(slots=True)
class Document:
    """A parsed file. `constants` holds its exported strings, as `ingest.jsx.exported_strings`."""

    nodes: list[Node] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    constants: dict[str, str] = field(default_factory=dict)
