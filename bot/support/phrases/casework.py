"""Sentences about what staff does with a ticket."""

PHRASES = {
    "no_such_severity": {
        "en": "There is no such severity.",
        "zh": "没有这个严重程度。",
    },
    "severity_by": {"en": "Set by {who}: {why}", "zh": "由 {who} 设定：{why}"},
    "severity_changed": {
        "en": "{who} changed the severity from {before} to {after}: {why}",
        "zh": "{who} 将严重程度从 {before} 改为 {after}：{why}",
    },
    "severity_raised": {
        "en": "{label} is now {severity}, by what was told later: {why}",
        "zh": "根据后来补充的信息，{label} 的严重程度改为 {severity}：{why}",
    },
    "severity_chosen": {
        "en": "{who} chose {severity} in the form, so {label} is {severity} now.",
        "zh": "{who} 在表单中选择了 {severity}，{label} 的严重程度已相应调整。",
    },
    "severity_beside": {
        "en": "By what was told later, the rules read {label} as {severity}: {why}. It stays as it "
        "was set by hand.",
        "zh": "根据后来补充的信息，规则判定 {label} 为 {severity}：{why}。人工设定的严重程度保持不变。",
    },
    "assigned": {"en": "{who} assigned {label} to {to}.", "zh": "{who} 将 {label} 分配给 {to}。"},
    "taken_over": {"en": "{who} took over {label}.", "zh": "{who} 接管了 {label}。"},
    "released": {
        "en": "{who} put {label} back into the queue.",
        "zh": "{who} 已将 {label} 放回队列。",
    },
    "assignee_not_staff": {
        "en": "{who} is not support staff, so the ticket cannot be assigned to them.",
        "zh": "{who} 不是支持人员，无法分配。",
    },
    "snooze_when": {
        "en": "Write when to wake it: 30m, 4h, 2d, tomorrow, or a date like 2026-12-01, within a "
        "year.",
        "zh": "请写明唤醒时间：30m、4h、2d、明天，或 2026-12-01 这样的日期（一年之内）。",
    },
    "not_asleep": {"en": "{label} is not snoozed.", "zh": "{label} 没有被暂缓。"},
    "woken": {"en": "{label} is back: its snooze is over.", "zh": "{label} 暂缓结束。"},
    "woken_by": {
        "en": "{label} is back: {who} wrote.",
        "zh": "{who} 有新消息，{label} 已恢复。",
    },
    "reply_empty": {
        "en": "There is nothing to send: the reply is empty.",
        "zh": "回复内容为空，没有可发送的内容。",
    },
    "reply_emptied": {
        "en": "The customer still sees the reply as it was: delete the message to take it back.",
        "zh": "客户看到的仍是原来的回复：删除消息即可撤回。",
    },
    "no_such_reply": {
        "en": "This reply was taken back already, or is not known.",
        "zh": "这条回复已撤回，或不存在。",
    },
    "draft_no_page": {
        "en": "No page of the documentation fits, so there is no draft.",
        "zh": "没有相符的文档，无法起草。",
    },
    "draft_index_down": {
        "en": "The documentation cannot be searched at the moment, so there is no draft from it.",
        "zh": "目前无法检索文档，无法起草。",
    },
    "draft_sources": {"en": "Sources:", "zh": "来源："},
    "draft_solved_before": {
        "en": "This solved it in {label}: {text}",
        "zh": "{label} 中的解决方法：{text}",
    },
    "deed_done": {
        "en": "{label} is {status} now; {who} has it.",
        "zh": "{label} 当前{status}，由 {who} 处理。",
    },
    "deed_taken": {
        "en": "{label}: on its way; its card shows the outcome.",
        "zh": "{label}：正在处理，结果见工单卡片。",
    },
    "cannot_now": {
        "en": "{label} is {status} now, so this no longer applies.",
        "zh": "{label} 当前状态为 {status}，此操作不再适用。",
    },
}
