"""Sentences about tickets that are looked up."""

PHRASES = {
    "more_found": {
        "en": "These are the latest {count}; there are more. Add a word.",
        "zh": "以上是最近的 {count} 个，还有更多。请增加关键词。",
    },
    "none_found": {"en": "No ticket holds all these words.", "zh": "没有包含这些词的工单。"},
    "no_such_ticket": {"en": "There is no {label}.", "zh": "没有工单 {label}。"},
    "your_ticket_only": {
        "en": "You can look up your own tickets only; {label} is not one of them.",
        "zh": "只能查看自己的工单，{label} 不在其中。",
    },
    "no_own_tickets": {"en": "You have no open ticket.", "zh": "没有进行中的工单。"},
    "list_empty": {"en": "Nothing here.", "zh": "没有工单。"},
    "more_at_home": {"en": "And {count} more: see my Home tab.", "zh": "另有 {count} 个，见主页。"},
}
