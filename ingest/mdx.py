"""The syntax of MDX (and of HTML in Markdown): a text becomes a tree of text, tags and expressions.

Code is opaque here: fences and inline code end up inside `Text` as they were written. What a
component means is decided in `ingest.components`.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from ingest.jsx import (
    EXPRESSION_LIMIT,
    Attributes,
    Tag,
    TagKind,
    closing_brace,
    exported_strings,
    read_tag,
)
from ingest.nodes import (
    HTML_TAGS,
    IMPLIED_END,
    SHOWN,
    VOID_TAGS,
    Document,
    Element,
    Expression,
    Import,
    Node,
    Text,
)

MAX_TAGS = 25_000  # in one file; what comes after them is read literally
MAX_DEPTH = 60  # nested tags; deeper ones are flattened, nobody writes them
_TAG_FAILURES = 2_000  # after so many broken tags the rest is read literally, too
_BRACE_FAILURES = 40  # after so many unclosed braces the file is no MDX: the rest is read literally
_SHORT_EXPRESSION = 200  # characters of ``{…}`` that such a file may still have in an attribute
_INLINE_CODE_LIMIT = 3_000

# A look ahead before each half: it is tried at every character of every page.
_TOKEN = re.compile(
    r"""
    ^(?=[ \t>`~:ie\d*+<-])(?:
        (?P<fence>
            (?P<lead>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(?P<mark>`{3,}|~{3,})(?=[^`\n]*$)
        )
      | (?P<statement>(?:import\b|export[ \t]+(?=const|let|var|function|default|class|async|[{*])))
      | (?P<directive>[ \t]*:{3,}[^\n]*$)
      | (?P<snippet>[ \t]*<<<[ \t]*(?=[@\w./~-])[^\n]*$)
    )
  | (?=[\\`<{])(?:
        (?P<escape>\\[<{`])
      | (?P<ticks>`+)
      | (?P<comment><!--)
      | (?P<tag><(?=/?[A-Za-z]))
      | (?P<fragment></?>)
      | (?P<brace>\{)
    )
    """,
    re.VERBOSE | re.MULTILINE,
)
_IMPORT = re.compile(
    r"""import[ \t]+
        (?:
            (?:\*[ \t]+as[ \t]+(?P<namespace>\w+) | (?P<default>[\w$]+))?
            [^"'`;=()\n]*? (?:\{[^}"'`]*\})? [ \t\n]* from[ \t\n]+
        )?
        (?P<quote>["'])(?P<target>[^"'\n]+)(?P=quote)[ \t]*;?[ \t]*$""",
    re.VERBOSE | re.MULTILINE,
)
_STATEMENT = re.compile(
    r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|`(?:\\.|[^`\\])*`|[\[\](){}]|\n', re.DOTALL
)
# ``<<< @/snippets/join.js#region{1,3 js} [title]`` shows a file; the numbers are lines to mark.
_SNIPPET = re.compile(
    r"""[ \t]*<<<[ \t]*(?P<file>[^\s{\#\[]*[./][^\s{\#\[]+)(?:\#(?P<region>[\w-]+))?[ \t]*
        (?:\{(?P<marks>[^}\n]*)\})?[ \t]*(?:\[(?P<label>[^\]\n]*)\])?[ \t]*""",
    re.VERBOSE,
)
_SNIPPET_LANGUAGE = re.compile(r"(?:^|\s)([A-Za-z][\w+#-]*)(?::[\w=-]*)?$")
_INCLUDE = re.compile(r"\s*@include:\s*([^\s#{]+)")
_DIRECTIVE = re.compile(r"[ \t]*:{3,}[ \t]*(?P<name>[A-Za-z][\w-]*)?[ \t]*(?P<label>.*?)[ \t]*$")
_CLOSED = re.compile(r"</([A-Za-z][\w.:-]*)\s*>")
_IMPORTS_COMPONENTS = re.compile(
    r"""^import\s[^"'\n]*["'](?:@theme/|@site/|@docs/|!*raw-loader!|[^"'\n]+\.mdx?["'])""",
    re.MULTILINE,
)
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
# Inline code ends with its paragraph, its list item or its table row.
_CODE_BORDER = re.compile(r"\n[ \t>]*(?:\n|\||#{1,6}[ \t]|(?:[-*+]|\d{1,9}[.)])[ \t])")
# In a table row these end with their cell, because few writers close them there.
_CELL_ENDS = frozenset(["li", "ul", "ol", "p", "div", "dl", "dt", "dd"])
_CELL_BORDER = re.compile(r"(?<!\\)\||\n")
_MARGIN = 20  # characters before the first bar of a row


def parse(text: str, *, mdx: bool) -> Document:
    """Parse a body (front matter removed). Never raises: what is malformed stays as text.

    In plain Markdown braces and ``import`` lines are text, unless the file imports components.
    """
    return _Parser(text, mdx=mdx or _IMPORTS_COMPONENTS.search(text) is not None).run()


class _Parser:
    def __init__(self, text: str, *, mdx: bool) -> None:
        self.text = text
        self.mdx = mdx
        self.closed_names = frozenset(_CLOSED.findall(text))
        self.document = Document()
        self.stack: list[Element] = []
        self.taken = 0  # the text before is in the tree
        self.failures = 0  # braces without an end
        self.broken_tags = 0
        self.tags = 0
        self.comments_end = len(text)
        self.line_end = 0  # of the line that was looked at last
        self.is_row = False
        self.cell: tuple[int, int] | None = None  # end of an open cell, elements open around it

    def run(self) -> Document:
        handlers = {
            "fence": self._fence,
            "statement": self._statement,
            "directive": self._directive,
            "snippet": self._snippet,
            "ticks": self._ticks,
            "comment": self._comment,
            "tag": self._tag,
            "fragment": self._fragment,
            "brace": self._brace,
        }
        at = 0
        while self._is_sane() and (token := _TOKEN.search(self.text, at)) is not None:
            self._leave_cell(token.start())
            handler = handlers.get(token.lastgroup or "")
            at = token.end() if handler is None else handler(token)
        self._leave_cell(len(self.text))
        self._take(len(self.text), len(self.text))
        while self.stack:
            self._pop(closed=False)
        return self.document

    def _is_sane(self) -> bool:
        """Whether it still looks like something that a person wrote."""
        return self.tags < MAX_TAGS and self.broken_tags < _TAG_FAILURES

    # Building the tree

    def _take(self, until: int, resume: int) -> int:
        """Put the text before `until` into the tree; reading goes on at `resume`."""
        if until > self.taken:
            self._add(Text(self.text[self.taken : until]))
        self.taken = resume
        return resume

    def _add(self, node: Node) -> None:
        (self.stack[-1].children if self.stack else self.document.nodes).append(node)

    def _open(self, name: str, attributes: Attributes, *, block: bool) -> None:
        if len(self.stack) < MAX_DEPTH:
            self.stack.append(Element(name, attributes, block=block))

    def _pop(self, *, closed: bool, block: bool = False) -> None:
        element = self.stack.pop()
        element.closed = closed
        element.block = element.block and block
        self._add(element)

    def _close(self, name: str, *, block: bool) -> bool:
        """Close the nearest open element of that name, and whatever was left open inside it."""
        names = [element.name for element in self.stack]
        if name not in names:
            return False
        depth = len(names) - names[::-1].index(name)
        while len(self.stack) > depth:
            self._pop(closed=False)
        self._pop(closed=True, block=block)
        return True

    def _starts_line(self, at: int) -> bool:
        while at > 0 and self.text[at - 1] in " \t":
            at -= 1
        return at == 0 or self.text[at - 1] in "\n>"

    def _ends_line(self, at: int) -> bool:
        while at < len(self.text) and self.text[at] in " \t":
            at += 1
        return at >= len(self.text) or self.text[at] in "\n<"

    # One handler a token: each returns where reading goes on

    def _fence(self, token: re.Match[str]) -> int:
        mark = token["mark"]
        closing = re.compile(rf"^[ \t>]*{mark[0]}{{{len(mark)},}}[ \t]*$", re.MULTILINE)
        end = closing.search(self.text, token.end())
        return end.end() if end else len(self.text)

    def _ticks(self, token: re.Match[str]) -> int:
        """Step over inline code, which ends in the same paragraph or is no code."""
        limit = min(len(self.text), token.end() + _INLINE_CODE_LIMIT)
        border = _CODE_BORDER.search(self.text, token.end(), limit)
        closing = re.compile(rf"(?<!`){token[0]}(?!`)")
        end = closing.search(self.text, token.end(), border.start() if border else limit)
        return end.end() if end else token.end()

    def _comment(self, token: re.Match[str]) -> int:
        end = self.text.find("-->", token.end(), self.comments_end)
        if end < 0:
            self.comments_end = token.end()  # nor will a later one be closed
            return token.end()
        include = _INCLUDE.match(self.text, token.end(), end)
        self._take(token.start(), end + 3)
        if include:
            name = f"include:{include[1]}"
            self.document.imports.append(Import(name, include[1]))
            self._add(Element(name, {}, block=True))
        return end + 3

    def _statement(self, token: re.Match[str]) -> int:
        if not self.mdx:
            return token.end()
        if token[0] == "import":
            statement = _IMPORT.match(self.text, token.start())
            if statement is None:
                return token.end()
            name = statement["default"] or statement["namespace"]
            if name:
                constants = statement["namespace"] is not None
                self.document.imports.append(Import(name, statement["target"], constants))
            return self._take(token.start(), statement.end())
        end = self._statement_end(token.end())
        self.document.constants |= exported_strings(self.text[token.start() : end])
        return self._take(token.start(), end)

    def _statement_end(self, start: int) -> int:
        """End of an export: the first line end outside brackets, else the next blank line."""
        depth = 0
        for token in _STATEMENT.finditer(self.text, start):
            if token[0] in "[({":
                depth += 1
            elif token[0] in "])}":
                depth -= 1
            elif token[0] == "\n" and depth <= 0:
                return token.start()
        blank = _PARAGRAPH_END.search(self.text, start)
        return blank.start() if blank and depth > 0 else len(self.text)

    def _directive(self, token: re.Match[str]) -> int:
        directive = _DIRECTIVE.match(self.text, token.start(), token.end())
        if directive is None:
            return token.end()
        self._take(token.start(), token.end())
        if directive["name"]:
            self._open(f":{directive['name'].lower()}", {"title": directive["label"]}, block=True)
            return token.end()
        if directive["label"]:
            self._add(Text(directive["label"]))
        opened = [element.name for element in self.stack if element.name.startswith(":")]
        if opened:
            self._close(opened[-1], block=True)
        return token.end()

    def _snippet(self, token: re.Match[str]) -> int:
        """A file to be shown takes its line's place; a line that names none is text."""
        snippet = _SNIPPET.fullmatch(token[0])
        if snippet is None:
            return token.end()
        file, marks = snippet["file"], _SNIPPET_LANGUAGE.search(snippet["marks"] or "")
        name = f"{SHOWN}{file}"
        self._take(token.start(), token.end())
        self.document.imports.append(Import(name, f"raw-loader!{file}"))
        told = {
            "language": marks[1] if marks else PurePosixPath(file).suffix[1:],
            "region": snippet["region"] or "",
            "label": snippet["label"] or "",
        }
        self._add(Element(name, dict(told), block=True))
        return token.end()

    def _fragment(self, token: re.Match[str]) -> int:
        """``<>`` and ``</>`` group without meaning."""
        return self._take(token.start(), token.end()) if self.mdx else token.end()

    def _tag(self, token: re.Match[str]) -> int:
        start = token.start()
        limit = EXPRESSION_LIMIT if self.failures <= _BRACE_FAILURES else _SHORT_EXPRESSION
        tag = read_tag(self.text, start, limit)
        self.tags += 1
        if tag is None or not self._is_markup(tag):
            self.broken_tags += tag is None
            self.failures += tag is None and "{" in self.text[start : start + _SHORT_EXPRESSION]
            return token.end()
        name = tag.name.lower() if _shouted(tag.name) else tag.name
        if tag.kind is TagKind.CLOSE:
            self._take(start, tag.end)
            self._close(name, block=self._ends_line(tag.end))
            return tag.end
        self._take(start, tag.end)
        block = self._starts_line(start)
        while self.stack and self.stack[-1].name in IMPLIED_END.get(name, ()):
            self._pop(closed=True, block=True)
        if tag.kind is TagKind.EMPTY or name in VOID_TAGS:
            alone = block and self._ends_line(tag.end)
            self._add(Element(name, tag.attributes, block=alone))
        else:
            if name in _CELL_ENDS and self.cell is None and self._in_row(start):
                border = _CELL_BORDER.search(self.text, tag.end)
                self.cell = (border.start() if border else len(self.text), len(self.stack))
            self._open(name, tag.attributes, block=block)
        return tag.end

    def _in_row(self, at: int) -> bool:
        """Whether a place is in the row of a Markdown table."""
        if at >= self.line_end:
            start = self.text.rfind("\n", 0, at) + 1
            end = self.text.find("\n", at)
            self.line_end = len(self.text) if end < 0 else end
            self.is_row = self.text[start : start + _MARGIN].lstrip(" \t>").startswith("|")
        return self.is_row

    def _leave_cell(self, at: int) -> None:
        """End what was opened in a cell, once reading has left it: the next bar is not its text."""
        if self.cell is None or at < self.cell[0]:
            return
        end, depth = self.cell
        self.cell = None
        if end > self.taken:
            self._take(end, end)
        while len(self.stack) > depth:
            self._pop(closed=True)

    def _is_markup(self, tag: Tag) -> bool:
        """``List<String>`` and ``<your app id>`` in prose are words, not tags."""
        if tag.name in HTML_TAGS or _shouted(tag.name):
            return True
        if not tag.name[0].isupper():
            return False
        return tag.kind is not TagKind.OPEN or tag.name in self.closed_names

    def _brace(self, token: re.Match[str]) -> int:
        start = token.start()
        interpolation = self.text.startswith("{{", start)
        marked = interpolation or self.text.startswith("{/*", start)  # in plain Markdown, too
        if (not self.mdx and not marked) or self.failures > _BRACE_FAILURES:
            return token.end()
        close = closing_brace(self.text, start)
        if close is None:
            self.failures += 1
            return token.end()
        source = self.text[start + 1 : close]
        if source.startswith("#"):
            return close + 1  # a heading's anchor, read with the heading
        if interpolation:
            source = source.strip()[1:-1]
            if not re.match(r"\s*\$(?:frontmatter|page|site)\b", source):
                return close + 1  # a template placeholder is text
        self._take(start, close + 1)
        self._add(Expression(source.strip()))
        return close + 1


def _shouted(name: str) -> bool:
    """``<BR>`` is HTML, ``<B>`` is more often a type parameter."""
    return len(name) > 1 and name.isupper() and name.lower() in HTML_TAGS
