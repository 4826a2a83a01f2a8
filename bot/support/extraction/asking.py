"""What a text reports and what it only asks: "how do I fix a crash?" tells of no crash.

Read clause by clause. A clause that asks how something is done, that repeats what a document says
or that tells of something solved reports nothing; a clause that asks why something fails does.
"""

from collections.abc import Iterator

from bot.support.extraction.digests import FAILURE_IN_LOG
from bot.support.extraction.document import Document
from bot.support.extraction.failures import FAILS, GRAVE
from bot.support.extraction.patterns import cased, folded
from bot.support.extraction.phrases import healthy
from bot.support.extraction.regions import Region, blank, keep
from bot.support.extraction.symptoms import NOT_CRASH

# The dot of 4.3.1 ends no sentence.
_SENTENCE = cased(r"(?:[^\n。！!？?；;.]|\.(?=\w)){1,2000}[？?]?")
_CLAUSE_END = folded(
    r"(?P<inside>[(（][^()（）\n]{0,200}(?:[)）]|$))|[,，]|[ ][-–—][ ]|(?<=[一-鿿])[ ](?=[一-鿿])"
    r"|[:：](?=\s)|[ ](?=(?:but|because|since|however|although)\b)"
    r"|[ ](?=(?:and|so|then) (?:i|we|it|they|my|our|the|now|get|got|users?)\b)|(?=但是?|可是|不过)"
)
# Where a question begins in a clause of English.
_OPENS = folded(
    r"^\W*(?:(?:hi|hello|hey|so|and|also|then|ok|please|pls|sorry|quick question"
    r"|question|quick one)\b[\W]{0,3}(?:(?:all|team|there|everyone|guys)\b\W{0,3})?){0,3}"
    r"(?:(?:how|what(?! (?:i|we|comes|happens is|it (?:says|returns|shows))\b)|where|which|who"
    r"|whose)\b|(?:is|are|was|do|does|did|can|could|may|should|will|would|must|has|have)"
    r"(?=[ ](?:i|we|you|it|there|the|your|this|that|these|they|any|anyone|someone|one|a|an)\b)"
    r"|(?:is|are|does|do|can|could|should|will|would)\b(?=[ ](?!not\b)[^\n]{1,300}[?]\s*$)"
    r"|(?:any|anything|anyone)\b(?=[^\n]{1,200}[?]\s*$)"
    r"|(?:explain|describe|clarify|looking for)\b)"
    r"|\b(?:and|so|but|to|on|of|about) (?:how|where|which) (?:do|does|can|could|to|should|is|are"
    r"|would)\b|(?:\b(?:i|we)(?: am|'m)? )?(?:\b(?:do ?n'?t|do not|ca ?n'?t|cannot|not) )?"
    r"\b(?:know|knows|tell me|tell us|explain|understand|understood|learn|wonder(?:ing)?"
    r"|ask(?:ing)?|figure out|find out|see|idea|clarify|confirm|sure|question is|unclear)"
    r" (?:\w+ ){0,2}?(?:how|what|where|which|whether|if|who)\b"
    r"|\b(?:i|we)(?:'d| would)? (?:want|wish|plan|like|intend) to (?!fix\b|report\b|solve\b)"
    r"|\b(?:the )?(?:way|practices?|docs?|documentation|guide|tutorial|example|sample|meaning"
    r"|explanation|list) (?:to|for|about|of|on)\b"
    r"|\b(?:docs?|documentation|guide|page|manual|faq|changelog|release notes?|readme) "
    r"(?:say|said|mention|state|claim|describe|tell|list|warn)(?:s|ed)?\b"
)
_ASKS_WHY = folded(
    r"\bwhy\b|\bhow come\b|\bwhat(?:'s| is| was| could be| can be| might be)?(?: the)?"
    r" (?:wrong|going on|happening|happened|causing|causes|problem|cause|reason|issue)\b"
    r"|\b(?:any|some)(?:one|body) else\b"
    r"|\b(?:can|could|would) (?:you|someone|anyone|anybody|somebody)(?: \w+)?"
    r" (?:help|look|check|investigate|fix|debug|solve|assist)\b"
)
_RELATIVE = folded(r"^\W*(?:which|who|whose|where)\b")
# A clause that goes on with the question before it: "how do I handle X, or a Y?"
_GOES_ON = folded(
    r"^\s*(?:or|and|say|e\.?g|for|such|like|an?|with|without|when|if|to|in|on|from)\b"
)
_CONDITION = folded(
    r"^\W*(?:if|when(?:ever)?|in case|once|after|before|while|during|suppose|assuming)\b"
    r"|^\W*(?:如果|假如|假设|若|当|要是|万一)|(?:时|时候|的话|情况下|之?后)[ ]?$"
)
_ASKS_CHINESE = folded(
    r"如何|怎样|怎么(?!回事|了|会|总|老|一直|不|没|又|还|突然|这么|都|就|[收连听看登进]不|办)"
    r"|什么(?:是|意思|时候|区别|作用|含义)|(?:是|有|会有)什么(?!原因|情况|问题|毛病|鬼)|是否|是不是|能否|可否|可不可以|能不能|会不会"
    r"|需不需要|要不要|有没有|有无|哪(?:里|个|些|种|儿|一)|多少|多久|多大|几(?:个|天|次|种|位"
    r"|路)人?(?=[?？!！。~ ]*$)|[吗么](?=[?？!！。~ ]*$)"
    r"|请教|咨询|想(?:问|了解|知道|确认)|的?(?:含义|区别)(?=[?？!！。~ ]*$)"
    r"|(?:文档|手册|官网|指南|更新日志)[里中上]?(?:说|写|提到|描述)"
)
_ASKS_WHY_CHINESE = folded(
    r"为什么|为啥|为何|怎么(?:回事|办)|咋(?:回事|了|办)|(?:什么|啥)(?:原因|情况|问题|毛病)"
    r"|原因(?:是什么|在哪)|[问原][题因]出?在哪|哪里(?:出|有)|有没有(?:人|谁|遇到)|有人遇到"
    r"|(?:怎么|如何)(?:解决|排查|修复)[呢啊呀]?(?=[?？!！。~ ]*$)"
)
_IF_CHINESE = folded(r"如果|假如|假设|要是|万一|的话|时(?!间|长|钟|延)")
# What was wrong and is no more. "Not solved" and "still" say the opposite.
_SETTLED = folded(
    r"\b(?:is|are|was|were|has been|have been|been|got|gets?) (?:now |already |finally )?"
    r"(?:fixed|solved|resolved)\b|\b(?:fixe[sd]|solve[sd]|resolve[sd]) (?:in|by|it|the|my"
    # "the sound is gone" tells of a loss
    r"|our)\b|\b(?:it|problem|issue|error|crash|bug|warning)s? (?:is|are|was|were) gone\b"
    r"|\b(?:is|are) (?:now |already |finally )gone\b|\b(?:is|are) gone now\b"
    r"|(?:已经?|都)(?:解决|修复|好)|解决了|修好了|搞定|恢复了"
)
# It says so of the clause before: "crash on rotation, fixed in 4.3.1?"
_ITSELF = folded(r"^\W{0,3}(?:fixe|solve|resolve|gone|now|it|this|that|is|was|are|has|已|都|现在)")
_UNSETTLED = folded(r"\bnot\b|n't\b|\bnever\b|\bstill\b|\bagain\b|\bif\b|未|没|仍|还|又|再")

# What the software does, said without a question: nobody tells a support desk what is as it should.
_SOFTWARE = (
    r"(?:video|audio|voice|sound|picture|image|screen|camera|mic(?:rophone)?|speaker|earpiece|call|room"
    r"|channel|message|chat|push|notification|recording|playback|stream|user|participant|member|caller"
    r"|callee|everyone|everybody|nobody|somebody|host|peer|callback|handler|button|icon|list|page|view"
    r"|app(?! (?:id|key|name|certificate)\b)|client|bandwidth|bitrate|volume|presence|reconnecting"
    r"|joining|login|webhook|ringtone|caption|layout|window|badge|counter|sdk(?! version))"
)
_SAYS_WHAT_IT_DOES = folded(
    r"(?:^|[\n.!;,]|\bbut)[ ]{0,4}(?:(?:the|our|my|your|an?|all|some|every|this|other"
    r"|incoming) ){0,2}"
    rf"(?:\w+ )?{_SOFTWARE}s?(?: \w+){{0,2}}? "
    r"(?!uses\b|needs\b|has\b|supports?\b|requires\b|contains\b|runs on\b|consists\b|wants\b)"
    r"(?:(?:is|are|was|were)\b(?! (?:an?|the|our|for|called|named|built|written|based|in|from|\d))"
    r"|(?!is\b|was\b|this\b|its\b|ours\b)[a-z]{2,}s\b)"
    r"|(?:^|[，。！\n])(?!(?:我们?|这边)?(?:用|在|是|想|要|有|这是|请|谢|已经))[^，。！\n]{0,12}"
    r"(?:画面|图像|声音|语音|消息|视频|音频|通话|推送|通知|图标|按钮|列表|头像|弹窗|摄像头|麦克风|录制|录屏|回调|页面|界面"
    r"|铃声|人数|时长|字幕|弹幕|白板)(?![^，。\n]{0,6}(?:用的|使用|版本|一对一|支持|是群聊))[^，。！\n]{2,60}"
)

# What the form of an issue asks for; nobody fills in so much to ask a question.
_ASKED_BY_FORMS = ("sdk_version", "os", "device", "platform", "expected", "logs", "description")
_A_FORM = 3


def reported(document: Document, told: str | None = None) -> str:
    """Return what is told (or a view of it) without what is only asked, quoted or solved."""
    view = document.told if told is None else told
    return blank(view, _reports_nothing(document.told))


def failing(document: Document, told: str) -> str:
    """Return what is reported in a view, also without what is said to work or not to happen."""
    said = blank(reported(document, told), healthy(document.told))
    return blank(said, [Region(*match.span()) for match in NOT_CRASH.finditer(said)])


def reports_problem(document: Document) -> bool:
    """Tell whether something is said, or shown by a log or a filled form, to go wrong."""
    said = reported(document, document.told)
    if GRAVE.search(said) or FAILS.search(failing(document, document.told)):
        return True
    if any(one.heading or one.kind == "actual" for one in document.of_kind("steps", "actual")):
        return True
    if len({entry.kind for entry in document.of_kind(*_ASKED_BY_FORMS)}) >= _A_FORM:
        return True
    if FAILURE_IN_LOG.search(keep(document.whole, document.logs)):
        return True
    said = failing(document, document.told)
    return not asks(document) and _SAYS_WHAT_IT_DOES.search(said) is not None


def asks(document: Document) -> bool:
    """Tell whether something is asked, quoted from a document, or told as solved."""
    return next(_reports_nothing(document.told), None) is not None


def _reports_nothing(text: str) -> Iterator[Region]:
    """Yield the stretches that report nothing."""
    for sentence in _SENTENCE.finditer(text):
        clauses = list(_clauses(text, *sentence.span()))
        asked = False
        for number, clause in enumerate(clauses):
            said = text[clause.start : clause.end]
            start = _question(said, clauses[:number], text)
            if start is None and asked and _GOES_ON.search(said):
                start = 0
            asked = start is not None
            if start is not None:
                yield Region(clause.start + start, clause.end)
                yield from _conditions(text, clauses[:number])
            elif _SETTLED.search(said) and not _UNSETTLED.search(said):
                yield clause
                if number and _ITSELF.search(said):
                    yield clauses[number - 1]


def _clauses(text: str, start: int, end: int) -> Iterator[Region]:
    for match in _CLAUSE_END.finditer(text, start, end):
        if match["inside"] is None and match.start() > start:
            yield Region(start, match.start())
            start = match.end() if match[0].strip() else match.start()
    yield Region(start, end)


def _question(said: str, before: list[Region], text: str) -> int | None:
    """Return where a question about how something is done begins in a clause, None without one."""
    if _ASKS_WHY.search(said):
        return None
    if _ASKS_WHY_CHINESE.search(said):
        supposed = _IF_CHINESE.search(said) or next(_conditions(text, before), None)
        return 0 if supposed else None
    if _ASKS_CHINESE.search(said):
        return 0
    if before and _RELATIVE.match(said) and not said.rstrip().endswith("?"):
        return None  # "a room, which was opened in Chrome"
    match = _OPENS.search(said)
    return match.start() if match else None


def _conditions(text: str, before: list[Region]) -> Iterator[Region]:
    """Yield the clauses just before a question that only name its case: "if it fails, how ...?"."""
    for clause in reversed(before):
        if not _CONDITION.search(text[clause.start : clause.end]):
            return
        yield clause
