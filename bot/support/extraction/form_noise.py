"""What a form wrote and the reporter did not: comments, default texts, examples, empty boxes."""

import re

from bot.support.extraction.patterns import cased, folded
from bot.support.extraction.regions import Region
from bot.support.extraction.vocabulary import OS_NAMES

_FENCE = cased(r"^[ \t]{0,8}(?:```|~~~)[^\n]*$")
_PROSE_FENCE = folded(r"[`~]{3}[ ]?(?:markdown|md|(?:plain[ ]?)?te?xt)")
_TICKED = r"\[[ \t]?[xX✓√][ \t]?\]|[☑☒✅✔]"
# An empty box with what it offers: to the end of its line, or to the next box that is ticked.
_UNTICKED = cased(
    r"^[ \t>]{0,8}[-*+]?[ \t]{0,4}(?:\[[ \t]{0,2}\]|[☐□⬜◻])"
    rf"(?:(?!{_TICKED})[^\n]){{0,400}}"
)
_TICKED_LINE = cased(rf"^[^\n]{{0,400}}?(?:{_TICKED})[^\n]{{0,400}}$")
_UNTICKED_BESIDE = cased(r"(?:\[[ \t]{0,2}\](?!\()|[☐□⬜◻])[^\n\[☑☒✅✔☐□⬜◻]{0,80}")
# "- iOS ?", "- Android ?": boxes of a form that has none.
_CHOICES = cased(r"(?:^[ \t]{0,4}[-*][ \t][^\n]{1,40}[ ]\?[ \t]{0,4}(?:\n\s{0,20}|\Z)){2,20}")
_DEFAULTS = folded(
    r"^[^\n]{0,12}?(?:a clear and concise description of|if applicable, add (?:screenshots|logs)"
    r"|add any other (?:context|relevant)|steps to reproduce the behaviou?r|tell us (?:what"
    r"|which|the|your|about)\b"
    r"|please (?:describe|provide|fill|include|attach|paste|note|check|search|make sure)"
    r"|(?:go to|click on|scroll down to) '\.{2,6}'|(?<=\d\. )(?:see error|出现 ?bug)(?=\s*$)"
    # a stand-in for what the reporter did: "1. 调用 ... API", "打开后XXXX会出现这个问题"
    r"|^[ \t]{0,4}\d{1,2}[.、)][ ]?[^\n.]{0,12}?\.{2,6}(?!\w)[^\n]{0,12}$"
    r"|^[^\n]{0,40}X{4}(?:会|发生|出现)[^\n]{0,30}$"
    r"|请(?:描述|填写|提供|附上|详细|简要|务必|在此|在附件|粘贴|确认))[^\n]{0,300}$"
)
_FORM_HINT = folded(
    r"\(?please (?:complete|fill)[^\n)]{0,60}\)?"
    r"|\((?:run|output of|paste) [^)\n]{1,60}\)"
    r"|（?请(?:补充|填写|提供)[^\n）]{0,40}）?"
    r"|\[(?:paste|insert|your|add|describe|please|put|enter|粘贴|请|这里|在此|可选|或者|根据你"
    r"|复现问题)[^\]\n]{0,80}\]"
    r"|^_[A-Z][^_\n]{5,200}_[ \t]{0,4}$|^[ \t]{0,8}\d{1,2}[.)][ \t]{0,4}(?:\.{2,6}|…"
    r"|\(your [^\n)]{1,30}\))[ \t]{0,4}$"
    r"|^[ \t]{0,4}\([^)\n]{4,80} here\)[ \t]{0,4}$"
    # Tencent's form
    r"|如(?:iPhone[ ]?7[ ]?Plus|华为[ ]?Mate[ ]?10|进房失败，提示错误码x{4}"
    r"|6\.[45](?:\.\d{4})?之前没有，6\.[56](?:\.\d{4})?有)(?=\s*$)"
    r"|必现[ ]?/[ ]?偶现[^\n]{0,20}$|可复现[ ]*/[ ]*不可复现"
    r"|<(?:paste|insert|your|add|describe)[^>\n]{0,80}>|</?(?:details|summary"
    r"|br|p|b|pre"
    r"|code)\b[ /]?>"
)
_EXAMPLE = folded(
    r"\[?[ \t]?(?:\(|（)?(?:e\.?g\.?|例如|比如|如(?=[ ：:])|如使用|such as"
    r"|for example)[.,:：]?[ \t]{0,3}"
    r"(?P<value>[^\]\n)）]{1,60})[\])）]?"
)
# The examples that GitHub's own forms put there: nobody's device.
_SAID = r"(?:e\.?g\b\.?|ex\.|for example|example|such as|例如|比如|示例)[,.:：]?"
# "SDK version (e.g. 4.3.1):", "SDK version: e.g. 4.3.1": the form's own words, beside its label.
_EXAMPLE_IN_LABEL = folded(
    rf"[(（][ ]?(?:{_SAID}|如)[^\n)）]{{1,60}}[)）](?=[ \t*_]{{0,6}}(?:[:：]|$))"
)
# "* Browser (e.g. Safari)", and nothing behind it.
_ITEM_UNANSWERED = folded(
    rf"^[ \t]{{0,8}}[-*][ ][^\n:：(（]{{1,40}}[(（][ ]?{_SAID}[^\n)）]{{1,60}}[)）]\s*?$"
)
_EXAMPLE_AS_VALUE = folded(
    r"(?:^[^\n:：]{1,60}[:：][ \t*_]{0,6}|^[ \t]{0,4}(?:\#|\*\*)[^\n]{1,80}\n\s{0,4})"
    rf"(?P<value>[(（]?[ ]?{_SAID}[^\n]{{1,120}})$"
)
# "Platform: (Android / iOS / Web)", "Platform: Android/iOS (choose)": nobody has chosen.
_CHOICE = rf"(?:{OS_NAMES}|Web|H5|darwin|PC|小程序)"
_OFFERED = folded(
    rf"(?<=[:：*])[ \t]{{0,4}}(?:[(（\[<][ ]?{_CHOICE}"
    rf"(?:[ ]?[/|,，、][ ]?{_CHOICE}){{1,8}}[ ]?[)）\]>]"
    rf"|{_CHOICE}(?:[ ]?[/|][ ]?{_CHOICE}){{1,8}}[ ]?[(（](?:choose|select|pick|delete"
    rf"|选)[^\n)）]{{0,40}}[)）])"
    r"(?=[ \t]{0,4}$)"
)
_GITHUBS_FORM = folded(r"\(please complete the following information\)")
_STOCK = folded(
    r"ios ?8\.1|ios|iphone ?6|chrome|safari|stock browser|22|windows|macos|android|desktop|mobile"
    r"|v?1\.0(?:\.0)?|(?:chrome|stock browser), safari"
)


def fences(text: str, *, code_only: bool = False) -> tuple[Region, ...]:
    """Return the fenced blocks without their fences; an open one runs to the end.

    GitHub's forms also fence prose, as "markdown" or "text": with `code_only` that is left out.
    """
    marks = [match.span() for match in _FENCE.finditer(text)]
    closed = [*marks, (len(text), len(text))] if len(marks) % 2 else marks
    pairs = zip(closed[::2], closed[1::2], strict=True)
    return tuple(
        Region(opening[1], closing[0])
        for opening, closing in pairs
        if not (code_only and _PROSE_FENCE.fullmatch(text[opening[0] : opening[1]].strip()))
    )


def noise(text: str) -> tuple[Region, ...]:
    """Return what the form wrote and the reporter did not: comments, default texts, empty boxes."""
    patterns = (
        *(_UNTICKED, _DEFAULTS, _FORM_HINT, _CHOICES),
        *(_EXAMPLE_IN_LABEL, _ITEM_UNANSWERED, _OFFERED),
    )
    found = [Region(*match.span()) for pattern in patterns for match in pattern.finditer(text)]
    found += [
        Region(*box.span())
        for line in _TICKED_LINE.finditer(text)
        for box in _UNTICKED_BESIDE.finditer(text, *line.span())
    ]
    found += [Region(*match.span("value")) for match in _EXAMPLE_AS_VALUE.finditer(text)]
    return (*_comments(text), *found, *_examples(text))


def _comments(text: str) -> list[Region]:
    # Searched by hand: a lazy pattern would scan to the end once for each comment never closed.
    found: list[Region] = []
    start = text.find("<!--")
    while start >= 0:
        end = text.find("-->", start)
        if end < 0:
            break
        found.append(Region(start, end + 3))
        start = text.find("<!--", end)
    return found


def _examples(text: str) -> list[Region]:
    """Return examples of the form itself.

    People also fill a form in by editing its example: "OS: [e.g. Android 11]". The stock texts are
    never an answer; another one is, when a value without "e.g." stands within the lines around it,
    or when it names something in GitHub's own form, whose stock texts are all known.
    """
    matches = [match for match in _EXAMPLE.finditer(text) if text[match.start()] == "["]
    found: list[Region] = []
    for match in matches:
        stock = _STOCK.fullmatch(match["value"].strip())
        around = text[max(0, match.start() - 200) : match.end() + 200]
        edited = re.search(r"[:：][ \t]{0,4}\[?(?!\[?e\.?g)[A-Za-z0-9一-鿿]", around)
        named = re.match(r"[A-Za-z].*\d", match["value"]) and _GITHUBS_FORM.search(
            text, max(0, match.start() - 260), match.start()
        )
        if stock or not (edited or named):
            line = text.rfind("\n", max(0, match.start() - 40), match.start()) + 1
            # "Browser [e.g. chrome]": nobody named a browser.
            found.append(Region(line or match.start(), match.end()))
    return found
