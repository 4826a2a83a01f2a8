"""Sentences about several people with one problem."""

PHRASES = {
    "joined_line": {
        "en": "You joined {label}. You are told here when it is resolved; what you add here reaches "
        "the people who work on it.",
        "zh": "已加入 {label}。处理完毕后会在这里通知你；你在这里补充的内容会转给处理人员。",
    },
    "also_has_it": {
        "en": "{who} has the same problem and joined {label}.",
        "zh": "{who} 遇到同样的问题，已加入 {label}。",
    },
    "joined_solved_line": {"en": "Confirmed by {who}.", "zh": "{who} 已确认解决。"},
    "joined_unsolved_line": {
        "en": "{who} says that it is not solved here.",
        "zh": "{who} 表示这里尚未解决。",
    },
    "solved_for": {
        "en": "It is solved for {who} too, who joined {label}.",
        "zh": "加入 {label} 的 {who} 也已解决。",
    },
    "unsolved_for": {
        "en": "It is not solved for {who}, who joined {label}.",
        "zh": "加入 {label} 的 {who} 表示尚未解决。",
    },
    "already_over": {
        "en": "{label} is resolved already. Please file a ticket of your own.",
        "zh": "{label} 已处理完毕，请单独提交工单。",
    },
}
