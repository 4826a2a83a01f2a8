"""Sentences about what the documentation learns: sources ingested, entries reviewed."""

PHRASES = {
    "which_source": {
        "en": "Name a source: `/doorstep ingest SOURCE`. Declared are: {known}.",
        "zh": "请指定文档来源：`/doorstep ingest 来源`。已声明的来源：{known}。",
    },
    "no_such_source": {
        "en": "There is no source `{source}`. Declared are: {known}.",
        "zh": "没有名为 `{source}` 的文档来源。已声明的来源：{known}。",
    },
    "ingest_queued": {
        "en": "`{source}` is queued; its progress is shown in the maintainers' channel.",
        "zh": "`{source}` 已加入队列，进度显示在文档维护频道中。",
    },
    "no_such_entry": {"en": "There is no such entry.", "zh": "没有这个知识条目。"},
    "entry_needs_resolution": {
        "en": "{label} is not resolved yet: an entry tells cause and fix.",
        "zh": "{label} 尚未处理完毕：知识条目需要写明原因和解决方法。",
    },
    "entry_published_already": {
        "en": "{label} is published. Withdraw it first.",
        "zh": "{label} 已发布，请先撤回。",
    },
    "entry_page_unknown": {
        "en": "Begin with the name of a source: {known}.",
        "zh": "请以文档来源的名称开头：{known}。",
    },
    "entry_in_review": {
        "en": "{who} made {label} of this case; it waits for review.",
        "zh": "{who} 已将此问题整理为 {label}，等待审核。",
    },
    "entry_published": {"en": "{who} published {label}.", "zh": "{who} 已发布 {label}。"},
    "entry_rejected": {"en": "{who} rejected {label}.", "zh": "{who} 未通过 {label}。"},
    "entry_four_eyes": {
        "en": "{label} is yours: another person has to publish it.",
        "zh": "{label} 由你编写，需要由另一个人发布。",
    },
    "entry_changed": {
        "en": "{label} was changed meanwhile. Please read it again.",
        "zh": "{label} 刚刚有修改，请重新阅读。",
    },
}
