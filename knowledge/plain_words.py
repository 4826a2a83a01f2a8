"""Words that make no claim of their own in an answer about software."""

from __future__ import annotations

from knowledge.terms import terms

_FILLERS_TEXT = """
call cause code error get happen indicat mean occur report return see set show stand value
version 表示 错误 错误码 调用 返回 说明 会报
"""
_CONNECTING_TEXT = """
able about according additional afterwards against ahead all along already although always another
any anybody anything apart approximately around aside ask away back because before besides between
beyond both cannot come common constant correctly currently during each earlier easily either else
enough entirely especially even ever every everybody everything except few finally find first
follow following full further general generally give go goes good great hence however identical
immediately important instead just keep large last late later least leave less let like likely
little long look lower main make many maybe mean merely more most much necessary need neither never
next nobody normal normally nothing now off often once one only other otherwise own particular
perhaps please possible possibly probably properly quick quickly quite rather really right roughly
same say second see several short should silent silently similar simple simply since single small
so some somebody something sometimes soon still suitable sure take tell temporarily that then there
therefore thing though three through throughout thus today together too towards twice two typically
unless until usual usually various very via way well whenever where whether while whole why
within without yet zero
accept achieve add allow appear apply avoid become begin belong bring carry cause change check
choose contain continue create deal decide define describe determine enable end ensure enter
exceed exist expect explain fail fill get handle happen have help hold include involve know last
lead learn let list lose mark meet move note notice obtain occur offer pass perform permit pick
place prefer prevent process produce provide put reach receive reduce refer rely remain represent
require respond result run serve start state stay stop suit support take tell try turn understand
use wait want work write
aren couldn didn doesn don hadn hasn haven isn mustn shouldn wasn weren won wouldn your
为 先 并 设 向 一直 一定 记得 后要 带来 即可 应 应立即 不会 不能 不要 不到 若 则 还 已经 已 作为
其他 之后 之前 用 需 须 建议 通常 为了 避免 确认 考虑 检查 看到 打开 发送 处理 方式 情况 可能 所有
没有 有没有 的话 主动 自动 立即 马上 首先 然后 最后 必须 一般 相关 对应 相应 正确 正常 仔细 多半
"""
FILLERS = frozenset(_FILLERS_TEXT.split())  # beside a name or a number they say nothing
COLOURLESS = FILLERS | frozenset(terms(_CONNECTING_TEXT))
