"""Sentences about an answer: the search, what the pages are for, how it was taken."""

PHRASES = {
    "searching": {"en": "is searching the documentation…", "zh": "正在查阅文档…"},
    "searching_1": {"en": "Reading the pages that fit…", "zh": "正在阅读相关页面…"},
    "searching_2": {"en": "Checking the sources…", "zh": "正在核对来源…"},
    "empty": {
        "en": "I can see no question in this message. Write what you want to do or what goes "
        "wrong, with the platform and SDK version if you know them.",
        "zh": "这条消息里没有看到问题。请写下想实现什么，或出现了什么现象；如果知道，请附上平台和 SDK 版本。",
    },
    "long": {
        "en": "The message is long ({length} characters): I searched with its first {used}.",
        "zh": "消息较长（{length} 个字符）：我用前 {used} 个字符进行了检索。",
    },
    "other_language": {
        "en": "I answer in English and Chinese; the documentation is in these languages too.",
        "zh": "我用中文和英文回答；文档也只有这两种语言。",
    },
    "failed": {
        "en": "Something failed on our side and your message could not be handled. It is kept as "
        "{reference}. Please open a ticket below, or send it again in a few minutes.",
        "zh": "我们这边出现故障，未能处理你的消息。消息已保存，编号 {reference}。请在下方提交工单，或过几分钟再发一次。",
    },
    "not_known_any_more": {
        "en": "This conversation is not known any more. Please write your question again.",
        "zh": "这段对话的记录已不存在，请重新提问。",
    },
    "held": {
        "en": "A person has this conversation, so I stay quiet here.",
        "zh": "已有人工在处理这个对话，我在这里不再回复。",
    },
    "other_platform": {
        "en": "Written for {told}; you asked about {asked}.",
        "zh": "内容适用于 {told}；你问的是 {asked}。",
    },
    "other_version": {
        "en": "Written for SDK {told}; yours is {asked}.",
        "zh": "内容适用于 SDK {told}；你使用的是 {asked}。",
    },
    "archived": {
        "en": "These pages are archived: newer versions may differ.",
        "zh": "这些页面已归档，新版本可能有所不同。",
    },
    "which_platform": {
        "en": "This is for {told}. Tell me your platform for {others}.",
        "zh": "以上适用于 {told}。如果你使用 {others}，请告诉我平台。",
    },
    "which_version": {
        "en": "This is for SDK {told}. Tell me your version for {others}.",
        "zh": "以上适用于 SDK {told}。如果你使用 {others}，请告诉我版本。",
    },
    "docs_en": {"en": "English docs", "zh": "英文文档"},
    "docs_zh": {"en": "Chinese docs", "zh": "中文文档"},
    "solved": {"en": "Marked as solved by {who}.", "zh": "{who} 已标记为已解决。"},
    "not_solved": {"en": "Marked as not solved by {who}.", "zh": "{who} 已标记为未解决。"},
    "not_solved_because": {
        "en": "Marked as not solved by {who}: {reason}.",
        "zh": "{who} 已标记为未解决：{reason}。",
    },
    "reason_wrong": {"en": "it is wrong", "zh": "内容有误"},
    "reason_outdated": {"en": "it is outdated", "zh": "内容过时"},
    "reason_wrong_platform": {"en": "it is for another platform", "zh": "平台不符"},
    "reason_hard_to_understand": {"en": "it is hard to understand", "zh": "不易理解"},
    "reason_other": {"en": "another reason", "zh": "其他原因"},
    "person_called": {"en": "{who} asked for a person.", "zh": "{who} 请求人工协助。"},
}
