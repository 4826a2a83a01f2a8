"""Sentences about a filed ticket, as the person who filed it follows it."""

PHRASES = {
    "claimed": {
        "en": "{who} has your case {label} and reads along here.",
        "zh": "{who} 已接手你的问题 {label}，会在这里跟进。",
    },
    "already_claimed": {
        "en": "{label} is already claimed by {who}.",
        "zh": "{label} 已由 {who} 接手。",
    },
    "support_team": {"en": "the support team", "zh": "支持团队"},
    "added": {
        "en": "Added to {label}; {who} sees it.",
        "zh": "已补充到 {label}，{who} 可以看到。",
    },
    "details_complete": {
        "en": "{label} now has what was missing.",
        "zh": "{label} 缺少的信息已补全。",
    },
    "answer_came": {
        "en": "{who} answered on {label}.",
        "zh": "{who} 回复了 {label}。",
    },
    "published": {"en": "Sent to the customer by {who}.", "zh": "{who} 已发送给客户。"},
    "published_copy": {"en": "*Sent to the customer* by {who}:", "zh": "{who} *发送给客户*："},
    "waiting_reminder": {
        "en": "{label} waits for your answer. Without one it is closed in {days} days; what you wrote "
        "is kept.",
        "zh": "{label} 正在等待你的回复。如果没有回复，将在 {days} 天后关闭；已提交的内容会保留。",
    },
    "resolved_cause": {"en": "Cause: {text}", "zh": "原因：{text}"},
    "resolved_fix": {"en": "Fix: {text}", "zh": "解决方法：{text}"},
    "closed_line": {
        "en": "Confirmed by {who}. {label} is closed.",
        "zh": "{who} 已确认，{label} 已关闭。",
    },
    "reopened_line": {
        "en": "Reopened by {who}. The support team continues with {label}.",
        "zh": "{who} 已重新打开，支持团队会继续处理 {label}。",
    },
    "customer_confirmed": {
        "en": "{who} confirms that it is solved. {label} is closed.",
        "zh": "{who} 确认已解决，{label} 已关闭。",
    },
    "customer_reopened": {
        "en": "{who} says that it is not solved. {label} is open again.",
        "zh": "{who} 表示尚未解决，{label} 已重新打开。",
    },
    "closed_waiting": {
        "en": "{label} is closed: no answer within {after}. Ask here again at any time.",
        "zh": "{label} 已关闭：{after}内没有回复。随时可以在这里继续提问。",
    },
    "closed_resolved": {
        "en": "{label} is closed: it was resolved {after} ago. Ask here if it comes back.",
        "zh": "{label} 已关闭：问题在{after}前已解决。如果再次出现，请在这里提问。",
    },
    "ticket_closed": {
        "en": "The ticket is closed. Write a new message for another one.",
        "zh": "该工单已关闭。如有新问题，请另发一条消息。",
    },
    "handed_back": {
        "en": "{who} handed this conversation back to me: ask on here. {label} stays open.",
        "zh": "{who} 已将此对话交还给我，可以继续在这里提问。{label} 仍保持打开。",
    },
    "handed_back_closed": {
        "en": "{who} closed {label} and handed this conversation back to me: ask here at any time.",
        "zh": "{who} 已关闭 {label}，并将此对话交还给我，随时可以在这里提问。",
    },
    "handed_back_line": {
        "en": "{who} handed the conversation of {label} back to the bot.",
        "zh": "{who} 已将 {label} 的对话交还给机器人。",
    },
    "rate_own": {
        "en": "Only the person who was asked can rate this.",
        "zh": "只有被邀请评价的本人可以评价。",
    },
    "rated_low": {
        "en": "The customer rated the help with {label} {score} of 5.",
        "zh": "客户对 {label} 的处理评分为 {score}（满分 5）。",
    },
    "rated_because": {
        "en": "The customer says why they rated {label} {score} of 5: {why}",
        "zh": "客户说明了对 {label} 评分为 {score}（满分 5）的原因：{why}",
    },
}
