"""Sentences about a ticket that waits too long: pages, calls, promises."""

PHRASES = {
    "called": {
        "en": "{who} escalates {label} ({severity}): {reason}. {rung}, please look at it now.",
        "zh": "{who} 升级了 {label}（{severity}）：{reason}。{rung}，请立即处理。",
    },
    "no_ladder": {
        "en": "The support policy has no escalation ladder, so there is nobody to call.",
        "zh": "支持策略中没有升级阶梯，无人可以通知。",
    },
    "page_rung": {
        "en": "{label} ({severity}) waits for a claim. {rung}, please take it: next step in {wait}.",
        "zh": "{label}（{severity}）等待接手。{rung}，请处理：{wait}后升级到下一级。",
    },
    "ladder_done": {
        "en": "Nobody has claimed {label}; the ladder is at its end.",
        "zh": "{label} 仍无人接手，升级阶梯已到最后一级。",
    },
    "suggest_visit": {
        "en": "The plan includes on-site visits: consider one, once somebody has the case.",
        "zh": "该套餐包含上门服务：接手后可以考虑安排上门。",
    },
    "due_soon": {
        "en": "{label}: the first reply is due by {due} UTC.",
        "zh": "{label}：首次回复截止时间 {due} UTC。",
    },
    "target_soon": {
        "en": "{label}: {what} is due by {due} UTC.",
        "zh": "{label}：{what}截止时间 {due} UTC。",
    },
    "target_missed": {
        "en": "{label}: {what} was due by {due} UTC.",
        "zh": "{label}：{what}已超时，截止时间为 {due} UTC。",
    },
    "target_rung": {
        "en": "{rung}, please see to it.",
        "zh": "{rung}，请跟进处理。",
    },
    "first_reply": {"en": "the first reply", "zh": "首次回复"},
    "next_reply": {"en": "a reply to the customer", "zh": "对客户的回复"},
    "resolution": {"en": "the resolution", "zh": "解决"},
}
