"""Words for symptoms: what a report says when it crashes, when it fails, when it is only ugly."""

from bisect import bisect_left

from bot.support.extraction.patterns import cased, first, folded
from bot.support.extraction.regions import Region
from bot.support.extraction.vocabulary import BROWSERS

CRASH = folded(
    r"\bcrash(?:e?s|ed|ing|log)?\b|\bcrush(?:e[sd]|ing)?\b|\bsegfault\b|\bSIG(?:SEGV|ABRT|BUS|ILL|TRAP|FPE|KILL)\b"
    r"|\bEXC_(?:BAD_ACCESS|CRASH|BREAKPOINT|BAD_INSTRUCTION)\b|\bflash ?backs?\b"
    r"|unrecognized selector|\bFATAL EXCEPTION\b|\bfatal (?:signal|exception)\b|\bANR\b"
    r"|(?<!when the )(?<!after the )(?<!if the )(?<!once the )\bapp (?:\w+ly |just )?(?:closes"
    r"|quits|exits|dies"
    r"|gets killed|terminates|has stopped|keeps stopping)|(?:process|app) (?:has )?died\b"
    r"|\band (?:the )?app (?:is|was) killed"
    r"|\bsignal (?:6|7|8|11)\b|\bforce[- ]closes?\b(?= (?:on|when|after|at|dialog|error))"
    r"|(?:freez|hang)\w* the (?:whole )?app|terminating app due|uncaught exception|backtrace:"
    r"|崩溃|闪退|闪崩|秒退|强退|奔溃|崩了|崩(?=[在掉])|(?<=[会就老总爱])崩(?!盘)|(?:app|应用|程序|软件)[^\n，。]{0,4}(?:直接|异常|突然|自动)(?:退出|关闭)(?![登房频群会到])|卡死|死机|必崩|野指针|空指针"
)
NOT_CRASH = folded(
    r"(?:no|not|n'?t|without|never|won'?t|avoid|prevent)\W{1,2}(?:\w+\W{1,2})?crash"
    r"|crash(?:lytics|-report| report(?:ing)? tool)"
    r"|(?:不会|没有?|无|不再|防止|避免)\S{0,3}(?:崩溃|闪退)"
)
SECURITY = folded(
    r"\bsecurity (?:issue|hole|problem|vulnerabilit)\w*|\bvulnerabilit\w+|\bdata (?:leak|breach)\w*"
    r"|\bCVE-\d|安全漏洞|越权"
    # What belongs to others is open: "users can read other users' messages"
    r"|\b(?:can(?! ?not)|could(?! not)|able to|lets?|allows?)\b[^\n.]{0,24}\b(?:see|read|access"
    r"|view"
    r"|hear|open|listen)\b[^\n.]{0,16}\b(?:other|another|someone else'?s?|anyone'?s?|strangers?)\b"
    r"[^\n.]{0,24}\b(?:messages|data|chats?|history|recordings?|files|accounts?|profiles?"
    r"|conversations?|calls)\b"
    r"|\b(?:token|account|session|data|credential|recording|profile|chat)s? of (?:an)?(?:other|a"
    r" different|someone)\b[^\n.]{0,30}\b(?:accepted|visible|shown|readable|returned|works?)\b"
    r"|\b(?:any(?:one|body| user| client)|users?|clients?|guests?|strangers?|people) can(?! ?not)\b"
    r"[^\n.]{0,60}\bwithout (?:an? |any |the )?(?:valid )?(?:token|log\w*|auth\w+|permission"
    r"|password)\b"
    r"|\b(?:leaked|exposed|stolen|compromised|leaking)\b[^\n.]{0,24}\b(?:key|token|secret"
    r"|certificate|password|credentials?|(?:user|customer|personal) data)s?\b"
    r"|\b(?:key|token|secret|certificate|password|credential|(?:user|customer|personal) data)s?\b"
    r"(?! leak)[^\n.]{0,16}\b(?:leaked|exposed|stolen|compromised)\b"
    r"|泄露|(?:密钥|证书|token|密码|隐私|数据)[^\n，。]{0,6}(?:泄漏|被盗)"
    r"|(?:能|可以|会)(?:直接)?(?:看|听|读|访问|查|进入?)到?(?:了)?(?:别人|他人|别的用户|陌生人|其他(?:公司|客户|租户"
    r"|企业)|其他用户的?(?=聊天|私聊|隐私|数据|资料|账号))[^\n，。]{0,10}"
)
_TOTAL_FAIL = (
    r"(?:fail\w*|lost|drop\w*|unable|can(?:no|'?)t|can not|offline|disconnected|crash\w*"
    r"|locked out|blocked|time out|stuck|down)\b"
)
TOTAL = folded(
    r"\b(?:complete|total|full|completely|totally|fully) (?:\w+ )?(?:outage|down|loss|unusable"
    r"|blocked|broken|offline|dead)\b|\boutage\b"
    r"|\b(?:all|every)(?: of)?(?: our| the)?(?: \w+)? (?:users?|customers?|clients?|calls?"
    rf"|messages?)\b[^\n.]{{0,12}}\b{_TOTAL_FAIL}"
    r"|\b(?:everyone|everybody|100 ?% of (?:our |the |all )?\w+|all (?:of )?(?:our )?services)\b"
    rf"[^\n.]{{0,12}}\b{_TOTAL_FAIL}"
    r"|\b(?:none of (?:our|the|my) \w+|nobody|no one|no users?|no customers?)\b[^\n.]{0,6}"
    r"\b(?:can|is able to|could|gets?|connects?|joins?)\b(?! (?:hear|see) (?:me|us|him|her|the))"
    r"|\bno calls? (?:connect|go through|works?|can)\b"
    r"|\b(?:everything|production|prod|(?:whole |entire )?(?:service|platform|backend)|system)\b"
    r"[^\n.]{0,3}\b(?:is|are|went|has gone|been)\b (?:\w+ly |all |now |still )?"
    r"(?:down|offline|dead|unreachable|unavailable)\b|\bservice down\b"
    r"|\b(?:down|unavailable|unusable|unreachable|broken|fail\w*|offline) for (?:everyone|everybody"
    r"|all (?:of )?(?:our |the )?(?:users|customers|clients))\b"
    r"|(?:所有|全部|全体|全量)(?:的)?(?:线上)?(?:用户|客户|通话|房间|频道)[^\n。]{0,8}?"
    r"(?:无法|不能|掉线|[登连进用听看收]不|断了|失败|不行|都?挂)"
    r"|服务(?:器|端)?(?:全|都|已经?)?(?:挂了|崩了|不可用|宕机|瘫痪|中断)|完全不可用"
    r"|全(?:线|部|都|面)?(?:挂了|瘫痪|崩溃|崩了|断了|掉线|失败|丢失)"
    r"|大(?:规模|面积)[^\n，。]{0,8}(?:掉线|断|失败|无法|不能|[登连进]不|崩|卡|异常)"
    r"|(?:生产|线上)(?:环境)?[^\n，。]{0,6}(?:全|都|所有)[^\n。]{0,8}(?:挂|断|失败|崩|[登连进用]不)"
)
_FAIL = folded(
    r"(?<![A-Za-z])(?:fail(?:s|ed|ing|ure)?|can(?:no|'?)t|cannot|can not|could ?n[o']t|unable"
    r"|not (?:able|work|com|receiv|connect|join"
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
    r"|room\b|play|load\b|record|upload|remote ?(?:user|view)|screen ?shar|speaker|leave)\w{0,20}"
)
LOST = folded(
    r"\b(?:doesn'?t|does not|not) work (?:at all|anymore)|\b(?:black|blank|white) screen\b"
    r"|\bno (?:audio|video|sound|voice|stream|picture|callback)\b|\b(?:video|screen|view|preview"
    r"|picture)\b[^\n.]{0,16}\b(?:black|blank)\b|\bnothing works\b|\bunusable\b"
    r"|(?:登录|登陆|连接|链接|初始化|创建|加入|进房|进入|推流|拉流|播放|发送|接收|收到|推送|消息"
    r"|通话|呼叫|编译|打包|安装|上传|下载|注册|鉴权|获取|录制|音频|视频|声音|操作|加载|打开|共享|create|login)"
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
    r"|吗[?？!！。~ ]*$|支持\S{1,8}吗"
)
COSMETIC = folded(
    r"\b(?:typo|misspell\w*|cosmetic|tick|tooltip|icon|colou?r|font|blur|virtual background"
    r"|padding|badge)\b|错别字|文案|样式|图标|字体"
)
RECOVERS = folded(
    r"\b(?:comes?|goes|came) back (?:again|to normal)|\b(?:recovers?|works?) (?:again"
    r"|after (?:a )?(?:re\w+|second))"
    r"|\b(?:error|problem|issue)s? (?:disappear|go(?:es)? away|went away)"
    r"|\bon and off\b|时好时坏|一会儿好|\bcontinue[sd] (?:play|work)ing"
    r"|\bworkaround ?(?:is|for now|i found|[:：-])|\bas a workaround\b|\btemporar(?:y|ily) (?:fix"
    r"|solution|solved)"
    r"|(?:就|才|又|即可|可以?|能够?|重新\S{1,8})恢复|(?:重新|再次)[^\n。]{1,12}正常|恢复正常|临时(?:解决|方案)|规避"
)
BROWSER = folded(rf"(?<![A-Za-z])(?:{BROWSERS})(?![a-z])")
MINOR = folded(
    r"\b(?:typo|misspell\w*|spelling|cosmetic|ui glitch|wording|readme"
    # What was read is not what the report is about.
    r"|(?<!read )(?<!read the )(?<!read your )(?<!checked the )(?<!followed the )(?<!follow the )"
    r"(?<!see the )(?<!to the )(?<!following the )(?<!searched the )(?:documentation|docs?)"
    r"|deprecat\w*|warnings?|lint"
    r"|label|icon|colou?rs?|font|padding|alignment|layout|tooltip|placeholder|animation|tick|badge"
    r"|feature request|suggestion|would be (?:nice|great)|enhancement|should be displayed"
    r"|log level|console noise)\b"
    r"|文案|错别字|拼写|样式|颜色|图标|字体|对齐|间距|建议|优化|注释|文档[^\n。]{0,6}(?:错误"
    r"|有误|链接|失效)|希望(?:能|支持|增加)|警告"
)
# In the body "readme" and "label" are only mentioned; these words name the problem itself.
WISH = folded(
    r"\b(?:typo|misspell\w*|cosmetic|ui glitch|wording|feature request|suggestion"
    r"|would be (?:nice|great)|enhancement|should be displayed|deprecat\w*)\b"
    r"|文案|错别字|拼写|对齐|间距|建议(?!升级|重启|使用)|希望(?:能|支持|增加)"
)
ERROR_NAMED = folded(
    r"错误码|报错|(?:报|出现)[^\n，。]{1,60}错(?!误|过)|错误代码|校验失败"
    r"|\berr(?:or)?[ _-]?code\b|\berror[ :：]{1,2}-?\d"
    r"|\b\w{1,40}(?:Error|Exception)\b|异常码"
)
# A title that says no more than that something fails.
FLAT_FAILURE = folded(
    r"\bfail(?:s|ed|ing|ures?)?\b|\bnot work(?:s|ed|ing)?\b|n'?t work(?:s|ed|ing)?\b"
    r"|\b\w*(?:exception|error)s?\b|\b(?:null|undefined|broken|aborted)\b"
    r"|失败|报错|异常|出错|停在|卡在|没反应|无响应"
)
DEGRADED = folded(
    r"\b(?:initially|first time|sometimes|occasionally|likely|slow(?:ly)?|delay(?:ed|s)?"
    r"|lag(?:gy|s)?|glitch\w*|flicker\w*|choppy"
    r"|stutter\w*|quality|blurr?y|echo|noise|distort\w*|low (?:volume|fps)|high (?:cpu|memory)"
    r"|memory leak|leak(?:s|ing)?"
    r"|workaround|until i|rotat\w*|volume|not (?:\w+ )?as expected|inconsistent"
    r"|duplicat\w*|wrong|incorrect\w*|stretch\w*|latency|battery|heat\w*)\b"
    r"|偶尔|偶现|有时|延迟|卡顿|不同步|缓慢|[变很太]慢|回声|杂音|噪音|模糊|闪烁|音量|发热|内存|耗电|未读|切换"
    r"|扩音|扬声器|听筒|旋转|音量|字段|不一致|不准|不对|有误|错乱|重复|首次|第一次"
)
_CRASH_TRACE = cased(
    r"Fatal signal|Fatal Exception: |libc\+\+abi|EXC_(?:CRASH|BREAKPOINT|BAD_INSTRUCTION)"
    r"|signal \d{1,2} \(SIG|backtrace:|FATAL EXCEPTION|Thread \d{1,3} Crashed"
    # what Android's main thread throws on is never caught
    r"|RuntimeException: Unable to (?:create|start|instantiate|resume|bind|pause|destroy|stop) "
    r"|EXC_BAD_ACCESS|Terminating app due|^#\d\d pc |Exception Type: "
)
_NEAR = 40
_SENTENCE_END = cased(r"[\n。]|\.(?!\d)")


def main_function_lost(text: str, start: int, end: int) -> Region | None:
    """Return where a main function (login, call, message, ...) is said to fail, if it is.

    In English a function and a failure within 40 characters of one sentence; in Chinese a phrase.
    """
    if match := LOST.search(text, start, end):
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
