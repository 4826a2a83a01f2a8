"""Lines that a machine wrote, told from people's by several small signs rather than by one form.

No list of log formats is ever complete, and each sign alone also stands in prose. A line that
names a place in a source and an address, or a type of error and two values, was written by no one.
What reads as code or as a sentence counts against it.
"""

from collections.abc import Iterator
from itertools import islice

from bot.support.extraction.patterns import cased
from bot.support.extraction.regions import Region

_LINE = cased(r"^[^\n]{12,600}")
_SIGNS = (
    # a time, an address
    cased(r"\d{1,2}:\d{2}:\d{2}"),
    cased(r"\b0x[0-9A-Fa-f]{2,16}\b"),
    # a place in a source: "engine.cpp:169", "View.kt: (17, 3)", "(bundle.js:1)"
    cased(
        r"\b[\w$+-]{1,80}\.(?:[ch](?:pp|xx)?|cc|mm?|swift|kt|java|[jt]sx?|vue|dart|py|go|cs)"
        r"[:(] ?\(?\d"
    ),
    # a symbol: "Engine::join", "-[Room join]", "render() + 128", "<+104>"
    cased(r"\w::\w|[-+]\[\w+[ :]|\w`\w|<\+\d+>|[ )]\+ \d+\b|\w\(\) "),
    # a level, a type of error, a constant
    cased(
        r"\b(?:[Ee]rr(?:or)?(?:Code|Msg|Message)?|ERR(?:OR)?|WARN(?:ING)?|[Ww]arning|INFO|DEBUG"
        r"|FATAL|[Ff]ailed|FAILED)\b[\"']? ?(?:[\]|(=]|:(?!\())"
    ),
    cased(r"\b[A-Za-z]\w{2,60}(?:Exception|Error)\b"),
    cased(r"\b(?:[A-Z][A-Z0-9]{2,}_){1,6}[A-Z0-9]{2,}\b"),
    # a thread, a path
    cased(r"\b(?:thread|frame) #\d|\b[pt]id[:= ]{1,3}\d|\bstop reason\b"),
    cased(r"(?:[A-Za-z]:\\|(?<![\w:/])/)[\w.@-]{1,60}[\\/][\w.@\\/-]{2,}"),
    # a mark in front: "[net] ", "App[4711]", "-> ", "<<<<"
    cased(
        r"^[ \t>*]{0,8}(?:->|\[[\w ./:-]{1,30}\]|[\w.-]{3,40}\[\d+[\]:]|<{2,}|\* )[ \t]?"
        r"(?=[^ \t\[])"
    ),
)
_NAMED_VALUE = cased(r"(?<![\w.])[\w.]{2,40}[\"']?(?:=| ?: ?[\"'{\d-])")
_AGAINST = (
    # code
    cased(r"[;{]\s*(?://[^\n]*)?$|^\s*[})\]]|=>|\breturn\b|\$\{|^\s*\w+: ?[\"'\w$].*,\s*$"),
    cased(
        r"^\s*(?:const|let|var|val|final|func|fun|void|import|export|from|class|public|private"
        r"|static|await|async|if|for|@\w|#import|#include|//|/\*|<\w)"
    ),
    cased(r"\b(?:print|printf|NSLog|console\.\w+|throw new|debugPrint|System\.out)\b"),
    # a sentence, a link
    cased(r"[一-鿿]{6}|\b(?:I|we|my|our|[Pp]lease|have|tried|but)\b|https?://|\]\("),
)
_ENOUGH = 2


def machine_lines(text: str) -> Iterator[Region]:
    """Yield the lines of `text` that a machine wrote; linear in its length."""
    return (Region(*line.span()) for line in _LINE.finditer(text) if _is_written(line[0]))


def _is_written(line: str) -> bool:
    signs = sum(one.search(line) is not None for one in _SIGNS)
    signs += len(list(islice(_NAMED_VALUE.finditer(line), _ENOUGH))) == _ENOUGH
    return signs - sum(one.search(line) is not None for one in _AGAINST) >= _ENOUGH
