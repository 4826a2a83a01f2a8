"""Words for symptoms: what a report says when it crashes, when it fails, when it is only ugly."""

from bisect import bisect_left

from bot.support.extraction.patterns import cased, first, folded
from bot.support.extraction.regions import Region
from bot.support.extraction.vocabulary import BROWSERS

CRASH = folded(
    r"\bcrash(?:es|ed|ing|log)?\b|\bsegfault\b|\bSIG(?:SEGV|ABRT|BUS|ILL|TRAP)\b|EXC_BAD_ACCESS"
    r"|\bFATAL EXCEPTION\b|\bfatal (?:signal|exception)\b|\bANR\b|app (?:closes|quits|dies"
    r"|gets killed|terminates)"
    r"|(?:freez|hang)\w* the (?:whole )?app|terminating app due|uncaught exception|backtrace:"
    r"|崩溃|闪退|奔溃|崩了|卡死|死机|必崩|野指针|空指针"
)
NOT_CRASH = folded(
    r"(?:no|not|n'?t|without|never|won'?t|avoid|prevent)\W{1,2}(?:\w+\W{1,2})?crash"
    r"|crash(?:lytics|-report| report(?:ing)? tool)"
    r"|(?:不会|没有?|无|不再|防止|避免)\S{0,3}(?:崩溃|闪退)"
)
SECURITY = folded(
    r"\bsecurity (?:issue|hole|vulnerabilit)\w*|\bvulnerabilit\w+|\bdata (?:leak|breach)\w*"
    r"|\bCVE-\d|泄露|安全漏洞|越权"
)
TOTAL = folded(
    r"\b(?:complete|total)(?:ly)? (?:\w+ )?(?:outage|down|loss|unusable)"
    r"|\ball (?:of )?(?:our |the )?"
    r"(?:users|customers|clients|calls|messages) (?:are |were )?(?:now )?"
    r"(?:fail|lost|drop|unable|can(?:no|')t|cannot|offline|disconnected)"
    r"|(?:所有|全部|全体)(?:的)?(?:线上)?(?:用户|客户)[^\n。,，]{0,6}(?:无法|不能|掉线|[登连进]不)"
    r"|\bservice (?:is )?down\b|全部(?:失败|掉线|丢失)|全(?:都)?挂了|服务(?:不可用|宕机)|完全不可用"
)
_FAIL = folded(
    r"(?<![A-Za-z])(?:fail(?:s|ed|ing|ure)?|can(?:no|'?)t|cannot|can not|could ?n[o']t|unable"
    r"|not (?:able"
    r"|work|com|receiv|connect|join"
    r"|play|publish|send|get|being|possible|hear|show|trigger|call)\w*|does ?n[o']t|don'?t"
    r"|do not|does not|did ?n[o']t|never"
    r"|no (?:audio|video|sound|voice|message|stream)|error|stops|stopped|lost|drops?"
    r"|disconnect\w*|refused|timed? ?out"
    r"|rejected|stuck|black screen|kicked|blocked|broken|hangs?|block(?:s|ed)?)(?![A-Za-z])"
)
# Stems, since reports name functions: joinChannel, setLoginCallback, onMessageReceived.
_MAIN = folded(
    r"(?:log ?in|sign ?in|connect|join|initiali[sz]|init\b|create|audio|video|voice|sound|mic\b"
    r"|microphone|camera"
    r"|call|messag|push|notif|stream|publish|subscrib|build|compil|install|token|channel"
    r"|room\b|play|load\b"
    r"|record|upload"
    r"|remote ?(?:user|view)|screen ?shar|speaker|leave)\w{0,20}"
)
_LOST = folded(
    r"\b(?:doesn'?t|does not|not) work (?:at all|anymore)|\bblack screen\b|\bno (?:audio|video"
    r"|sound|voice|stream|picture|callback)\b|\b(?:video|screen|view|preview"
    r"|picture)\b[^\n.]{0,16}\b(?:black|blank)\b|\bnothing works\b|\bunusable\b"
    r"|(?:登录|登陆|连接|链接|初始化|创建|加入|进房|进入|推流|拉流|播放|发送|接收|收到|推送|消息"
    r"|通话|呼叫|编译|打包|安装|上传|下载|注册|鉴权|获取|录制|音频|视频|声音|操作|create|login)"
    r"[^\n。,，]{0,14}?(?:失败|不了|不上|不到|异常|报错|出错|错误|不成功|超时|丢失|断开|返回 ?-\d"
    r"|(?:没有?|无)(?:声音|画面|反应|响应|回调|收到|触发)|不触发|不生效|无效|无法|不能|不出来)"
    r"|返回[ ]?-\d|(?:一直|频繁|反复|不断)(?:断|掉线|重连)|无法|不能|没法"
    r"|[接收听看][受收]?不到|连不上|进不去|(?:没有?|无)(?:声音|画面|回调)"
    r"|(?:被|马上|自动)\S{0,4}(?:踢|断开|掉线|下线)|用不了|不可用|出现[^\n。,，]{0,6}问题"
    r"|(?:登[录陆]|[连链]接)问题|黑屏|白屏|无声|丢消息|消息丢失"
)
ASKS = folded(
    r"feature[ -]request|咨询|请教|是否(?:有|支持|提供)|有没有|add support for|希望(?:能|支持|增加)"
)
ASKS_HOW = folded(
    r"^\W*(?:how|where|what|which|can (?:i|we|you)|could|is (?:it|there)|does|do)\b|如何|怎么|怎样"
    r"|吗\W*$|支持\S{1,8}吗"
)
COSMETIC = folded(
    r"\b(?:typo|misspell\w*|cosmetic|tick|tooltip|icon|colou?r|font|blur|virtual background"
    r"|padding|badge)\b"
    r"|错别字|文案|样式|图标|字体"
)
RECOVERS = folded(
    r"\b(?:comes?|goes|came) back (?:again|to normal)|\b(?:recovers?|works?) (?:again"
    r"|after (?:a )?(?:re\w+|second))"
    r"|\b(?:error|problem|issue)s? (?:disappear|go(?:es)? away|went away)"
    r"|\bcontinue[sd] (?:play|work)ing"
    r"|\bworkaround (?:is|for now|i found|:)|\bas a workaround\b|\btemporar(?:y|ily) (?:fix"
    r"|solution|solved)"
    r"|(?:就|才|又|即可|可以?|能够?|重新\S{1,8})恢复|恢复正常|临时(?:解决|方案)|规避"
)
BROWSER = folded(rf"(?<![A-Za-z])(?:{BROWSERS})(?![a-z])")
MINOR = folded(
    r"\b(?:typo|misspell\w*|spelling|cosmetic|ui glitch|wording|readme"
    # What was read is not what the report is about.
    r"|(?<!read )(?<!read the )(?<!read your )(?<!checked the )(?<!followed the )(?<!follow the )"
    r"(?<!see the )(?<!to the )(?<!following the )(?<!searched the )(?:documentation|docs?)"
    r"|deprecat\w*|warnings?|lint"
    r"|label|icon|colou?rs?|font|padding|alignment|layout|tooltip|placeholder"
    r"|animation|tick|badge"
    r"|feature request|suggestion|would be (?:nice|great)|enhancement|should be displayed"
    r"|log level|console noise)\b"
    r"|文案|错别字|拼写|样式|颜色|图标|字体|对齐|间距|建议|优化|注释|文档[^\n。]{0,6}(?:错误"
    r"|有误|链接|失效)|希望(?:能"
    r"|支持|增加)|警告"
)
# In the body "readme" and "label" are only mentioned; these words name the problem itself.
WISH = folded(
    r"\b(?:typo|misspell\w*|cosmetic|ui glitch|wording|feature request|suggestion"
    r"|would be (?:nice|great)|enhancement|should be displayed|deprecat\w*)\b"
    r"|文案|错别字|拼写|对齐|间距|建议(?!升级|重启|使用)|希望(?:能|支持|增加)"
)
ERROR_NAMED = folded(
    r"错误码|报错|错误代码|校验失败|\berr(?:or)?[ _-]?code\b|\berror[ :：]{1,2}-?\d"
    r"|\b\w{1,40}(?:Error|Exception)\b"
    r"|异常码"
)
DEGRADED = folded(
    r"\b(?:initially|first time|sometimes|occasionally|slow(?:ly)?|delay(?:ed|s)?|lag(?:gy|s)?"
    r"|glitch\w*|flicker\w*|choppy"
    r"|stutter\w*|quality|blurr?y|echo|noise|distort\w*|low (?:volume|fps)|high (?:cpu|memory)"
    r"|memory leak|leak(?:s|ing)?"
    r"|only on|workaround|until i|rotat\w*|volume|not (?:\w+ )?as expected|inconsistent"
    r"|duplicat\w*|wrong|incorrect\w*|stretch\w*|latency|battery|heat\w*)\b"
    r"|偶尔|偶现|有时|延迟|卡顿|缓慢|变慢|回声|杂音|噪音|模糊|闪烁|音量|发热|内存|耗电|未读|切换"
    r"|扩音|扬声器|听筒|旋转|音量|字段|不一致|不准|不对|有误|错乱"
    r"|重复|首次|第一次"
)
_CRASH_TRACE = cased(
    r"Fatal signal|signal \d{1,2} \(SIG|backtrace:|FATAL EXCEPTION|Thread \d{1,3} Crashed"
    r"|EXC_BAD_ACCESS|Terminating app due|^#\d\d pc |Exception Type: "
)
_NEAR = 40
_SENTENCE_END = cased(r"[\n。]|\.(?!\d)")


def main_function_lost(text: str, start: int, end: int) -> Region | None:
    """Return where a main function (login, call, message, ...) is said to fail, if it is.

    In English a function and a failure within 40 characters of one sentence; in Chinese a phrase.
    """
    if match := _LOST.search(text, start, end):
        return Region(*match.span())
    functions = [match.span() for match in first(_MAIN, text, start, end)]
    for failure in first(_FAIL, text, start, end):
        after = bisect_left(functions, failure.span())
        for function in functions[max(0, after - 1) : after + 1]:
            low, high = sorted((function, failure.span()))
            gap = high[0] - low[1]
            if gap <= _NEAR and not _SENTENCE_END.search(text, low[1], max(low[1], high[0])):
                return Region(low[0], max(low[1], high[1]))
    return None


def has_crash_trace(text: str) -> bool:
    """Tell whether a log shows a native or fatal crash."""
    return _CRASH_TRACE.search(text) is not None
