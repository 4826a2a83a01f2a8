"""Sentences about visits and remote sessions, in the languages that the desk speaks."""

from __future__ import annotations

VISIT_PHRASES: dict[str, dict[str, str]] = {
    # Names
    "visit_name": {"en": "On-site visit {label}", "zh": "上门服务 {label}"},
    "session_name": {"en": "Remote session {label}", "zh": "远程协助 {label}"},
    "count_days": {"en": "{count} on site", "zh": "上门 {count}"},
    "count_hours": {"en": "{count}", "zh": "{count}"},
    # The invitation and the answer to a request
    "visit_invite": {
        "en": "A visit can be requested for {label}. Say what should be looked at, and where: the "
        "terms and an estimate come at once.",
        "zh": "可以为 {label} 申请上门服务。请填写需要排查的内容和地点，系统会立即给出条款和费用预估。",
    },
    "session_invite": {
        "en": "A remote session can be booked for {label}: an engineer looks at it together with you.",
        "zh": "可以为 {label} 预约远程协助，由工程师与你一起在线排查。",
    },
    "visit_offer": {
        "en": "A visit can take place. This is what it would cost and when it can be at the earliest:",
        "zh": "可以安排上门服务。费用预估和最早时间如下：",
    },
    "session_offer": {
        "en": "A remote session can take place:",
        "zh": "可以安排远程协助：",
    },
    "visit_earliest": {"en": "Earliest: {when}", "zh": "最早时间：{when}"},
    "visit_place": {"en": "Place: {place}", "zh": "地点：{place}"},
    "visit_subject": {"en": "About: {subject}", "zh": "内容：{subject}"},
    "visit_length": {"en": "Length: {length}", "zh": "时长：{length}"},
    "visit_engineer": {"en": "Engineer: {who}", "zh": "工程师：{who}"},
    "visit_when": {"en": "When: {when}", "zh": "时间：{when}"},
    # Fees
    "fee_days": {"en": "{count} on site", "zh": "上门 {count}"},
    "fee_days_included": {
        "en": "{count} included in your contract",
        "zh": "合同已包含 {count}",
    },
    "fee_hours": {"en": "{count} of remote assistance", "zh": "远程协助 {count}"},
    "fee_hours_included": {
        "en": "{count} included in your contract",
        "zh": "合同已包含 {count}",
    },
    "fee_season": {
        "en": "Peak season ({season}): {percent}%",
        "zh": "高峰期（{season}）加收 {percent}%",
    },
    "fee_travel": {"en": "Travel to {city}", "zh": "{city} 差旅费"},
    "fee_line": {"en": "{what}: {currency} {amount}", "zh": "{what}：{currency} {amount}"},
    "fee_total": {
        "en": "Estimate: {currency} {amount}, taxes not included",
        "zh": "费用预估：{currency} {amount}（不含税）",
    },
    "fee_none": {"en": "No charge", "zh": "不另收费"},
    "fee_late_cancel": {
        "en": "Cancelling later than {before} before the start costs {percent}% of it.",
        "zh": "在开始前不足 {before} 取消，收取 {percent}% 的费用。",
    },
    # Friendly noes
    "visit_no_product": {
        "en": "Your contract does not cover {product}. The ticket goes on, and a person answers there.",
        "zh": "你的合同未覆盖 {product}。工单会继续处理，由工程师在工单中回复。",
    },
    "visit_no_plan": {
        "en": "It is not part of your plan.",
        "zh": "你的套餐未包含此项服务。",
    },
    "visit_no_length_days": {
        "en": "A visit lasts {longest} days at most. Please choose fewer; another can follow.",
        "zh": "单次上门最多 {longest} 天，请减少天数，之后可以再次申请。",
    },
    "visit_no_length_hours": {
        "en": "A session lasts {longest} hours at most. Please choose fewer; another can follow.",
        "zh": "单次远程协助最多 {longest} 小时，请减少时长，之后可以再次预约。",
    },
    "visit_no_ground": {
        "en": "A visit needs a reason that we offer visits for. The ticket goes on meanwhile.",
        "zh": "上门服务需要符合可申请的场景，工单会继续处理。",
    },
    "visit_no_severity": {
        "en": "An emergency visit is for faults that are critical. For this one, people can help "
        "faster from afar; if it gets worse, tell us here.",
        "zh": "紧急上门仅适用于紧急级别的故障。目前的问题远程处理更快；如果情况恶化，请在这里告诉我们。",
    },
    "visit_no_strategic": {
        "en": "This kind of visit is part of strategic contracts.",
        "zh": "这类上门服务属于战略客户合同的内容。",
    },
    "visit_no_systems": {
        "en": "Please say which of your own systems the integration touches; the right engineer "
        "depends on it.",
        "zh": "请说明集成涉及贵方的哪些系统，以便匹配合适的工程师。",
    },
    "visit_no_remote_first": {
        "en": "A remote session comes first: most cases are solved there, within a day and without "
        "travel. If it is not enough, the visit follows.",
        "zh": "请先进行一次远程协助：多数问题可以当天在线解决，无需差旅。如果仍未解决，再安排上门。",
    },
    "visit_no_city": {
        "en": "Our engineers do not go to {city}. They do go to {cities}; a remote session works "
        "from anywhere.",
        "zh": "目前没有工程师可以前往 {city}，可上门的城市：{cities}。远程协助不受地点限制。",
    },
    "visit_no_season": {
        "en": "Until {until} ({season}) all engineers are bound, and only emergencies are visited. A "
        "remote session is possible.",
        "zh": "{season}期间（至 {until}）工程师排期已满，仅接受紧急上门。可以先安排远程协助。",
    },
    "visit_no_next": {
        "en": "Your ticket {label} goes on meanwhile.",
        "zh": "你的工单 {label} 会同时继续处理。",
    },
    # What happened
    "visit_accepted": {
        "en": "{who} accepted the terms. A manager looks at it; you are told here.",
        "zh": "{who} 已接受条款，等待主管审批，结果会在这里通知。",
    },
    "session_accepted": {"en": "{who} accepted the terms.", "zh": "{who} 已接受条款。"},
    "visit_withdrawn": {"en": "{who} withdrew the request.", "zh": "{who} 已撤回申请。"},
    "visit_refused": {
        "en": "{name} cannot take place. {who} writes: {text}",
        "zh": "{name} 无法安排。{who} 说明：{text}",
    },
    "visit_matching": {
        "en": "{name} is approved. We look for an engineer and come back with times.",
        "zh": "{name} 已获批准，正在安排工程师，稍后会给出可选时间。",
    },
    "visit_slots": {
        "en": "{name}: {who} can come. Which time suits you?",
        "zh": "{name}：{who} 可以前往，请选择合适的时间。",
    },
    "session_slots": {
        "en": "{name} with {who}: which time suits you?",
        "zh": "{name}（{who}）：请选择合适的时间。",
    },
    "slot_taken": {
        "en": "That time has just been taken. These are free:",
        "zh": "这个时间刚刚被占用，以下时间可选：",
    },
    "visit_confirmed": {"en": "{name} is agreed.", "zh": "{name} 已确认。"},
    "visit_chosen": {"en": "{who} chose {when}.", "zh": "{who} 选择了 {when}。"},
    "visit_rescheduled": {
        "en": "{who} asked for another time.",
        "zh": "{who} 申请改期。",
    },
    "visit_cancelled": {"en": "{name} is cancelled by {who}.", "zh": "{who} 取消了 {name}。"},
    "visit_late_fee": {
        "en": "It was cancelled late: {currency} {amount} are charged.",
        "zh": "临近开始取消，按约定收取 {currency} {amount}。",
    },
    "visit_reminder": {
        "en": "{name} begins {when}, with {who}.",
        "zh": "{name} 将于 {when} 开始，工程师：{who}。",
    },
    "visit_no_show": {
        "en": "{name}: {who} could not reach you. Another time can be chosen.",
        "zh": "{name}：{who} 未能联系到你，可以重新选择时间。",
    },
    "visit_reported": {"en": "{name}: report by {who}", "zh": "{name}：{who} 的报告"},
    "report_findings": {"en": "Found: {text}", "zh": "排查结果：{text}"},
    "report_advice": {"en": "Advice: {text}", "zh": "建议：{text}"},
    "report_follow_up": {
        "en": "Follow-up: {text}",
        "zh": "后续事项：{text}",
    },
    "visit_closed": {"en": "{name} is closed.", "zh": "{name} 已结束。"},
    "visit_expired": {
        "en": "{name}: the offer has run out. It can be requested again.",
        "zh": "{name}：邀约已过期，需要时可重新申请。",
    },
    "follow_up_opening": {
        "en": "Follow-up to {name} ({label})",
        "zh": "{name} 的后续事项（{label}）",
    },
    "calendar_note": {"en": "For your calendar:", "zh": "日历文件："},
    # Buttons
    "b_ask_visit": {"en": "Request a visit", "zh": "申请上门服务"},
    "b_ask_session": {"en": "Book a remote session", "zh": "预约远程协助"},
    "b_accept": {"en": "Accept the terms", "zh": "接受条款"},
    "b_withdraw": {"en": "Withdraw", "zh": "撤回"},
    "b_other_slots": {"en": "Other times", "zh": "其他时间"},
    "b_reschedule": {"en": "Another time", "zh": "改期"},
    "b_cancel": {"en": "Cancel", "zh": "取消"},
    "b_close": {"en": "That is right", "zh": "确认"},
    # Refusals of a press
    "visit_not_yours": {
        "en": "Only the people of this case can do that.",
        "zh": "只有此工单的相关人员可以操作。",
    },
    "visit_cannot": {
        "en": "{label} is {status} now; that cannot be done any more.",
        "zh": "{label} 当前状态为“{status}”，无法执行此操作。",
    },
    "no_such_visit": {"en": "There is no such visit.", "zh": "没有这个预约。"},
    "visits_off": {
        "en": "The policy offers no visits.",
        "zh": "当前政策未提供此服务。",
    },
    # To staff, in English
    "no_engineer": {
        "en": "{name}: no engineer fits who is free in time. Choose one, or refuse it.",
        "zh": "{name}：没有合适且空闲的工程师。",
    },
    "visit_wants_approval": {
        "en": "{name} for {account} waits for a manager's approval.",
        "zh": "{name}（{account}）等待主管审批。",
    },
    "engineer_told": {
        "en": "{name} is agreed: {when}.",
        "zh": "{name} 已确认：{when}。",
    },
    "report_wanted": {
        "en": "{name} is over: please write its report.",
        "zh": "{name} 已结束，请填写报告。",
    },
    "engineer_away": {
        "en": "That engineer is not free in the time that the policy looks ahead.",
        "zh": "该工程师近期没有空闲时间。",
    },
    "status_word_offered": {"en": "offered", "zh": "待确认条款"},
    "status_word_declined": {"en": "declined", "zh": "无法安排"},
    "status_word_accepted": {"en": "waiting for approval", "zh": "待审批"},
    "status_word_refused": {"en": "refused", "zh": "未批准"},
    "status_word_approved": {"en": "approved", "zh": "已批准"},
    "status_word_proposed": {"en": "waiting for a time", "zh": "待选时间"},
    "status_word_confirmed": {"en": "agreed", "zh": "已确认"},
    "status_word_no_show": {"en": "missed", "zh": "未到场"},
    "status_word_reported": {"en": "reported", "zh": "已报告"},
    "status_word_closed": {"en": "closed", "zh": "已结束"},
    "status_word_withdrawn": {"en": "withdrawn", "zh": "已撤回"},
    "status_word_cancelled": {"en": "cancelled", "zh": "已取消"},
    "status_word_expired": {"en": "run out", "zh": "已过期"},
}
