"""Words on buttons, cards and forms, in the languages that the desk speaks."""

from __future__ import annotations

from bot.support.phrases import spoken
from knowledge.platforms import normalise_platform, platform_label

LABELS: dict[str, dict[str, str]] = {
    "solved": {"en": "Solved", "zh": "已解决"},
    "not_solved": {"en": "Not solved", "zh": "未解决"},
    "open_ticket": {"en": "Open a ticket", "zh": "提交工单"},
    "talk_to_person": {"en": "Talk to a person", "zh": "联系人工"},
    "file_ticket": {"en": "File this ticket", "zh": "提交此工单"},
    "same_problem": {"en": "Same problem", "zh": "是同一个问题"},
    "different": {"en": "Mine is different: file it", "zh": "不是同一个问题，提交工单"},
    "not_for_me": {"en": "Not solved for me", "zh": "我这里未解决"},
    "looks_like": {
        "en": "*{label} looks like this:* {summary}. Join it, and you are told when it is resolved.",
        "zh": "*{label} 看起来是同样的问题：* {summary}。加入后，处理完毕会通知你。",
    },
    "was_solved": {
        "en": "*{label} was like this, and was solved:* {summary}\n> {resolution}",
        "zh": "*{label} 是类似的问题，已解决：* {summary}\n> {resolution}",
    },
    "known_to_us": {
        "en": "*A known issue that we are working on* ({label}) looks like this. Join it, and you are "
        "told when it is resolved.",
        "zh": "*我们正在处理的一个已知问题*（{label}）看起来与此相同。加入后，处理完毕会通知你。",
    },
    "known_issue": {"en": "Known issue", "zh": "已知问题"},
    "joined_resolved": {
        "en": "*{label}, which you joined, is resolved.* Is it solved for you?",
        "zh": "*你加入的 {label} 已处理完毕。* 你的问题解决了吗？",
    },
    "edit_first": {"en": "Edit first", "zh": "先修改"},
    "open_form": {"en": "Open the form", "zh": "打开表单"},
    "claim": {"en": "Claim", "zh": "接手"},
    "reply": {"en": "Reply to customer", "zh": "回复客户"},
    "resolve": {"en": "Resolve", "zh": "解决"},
    "publish": {"en": "Send to customer", "zh": "发送给客户"},
    "take_over": {"en": "Take over", "zh": "接管"},
    "menu_suggest": {"en": "Suggest a reply…", "zh": "建议回复…"},
    "menu_assign": {"en": "Assign…", "zh": "分配…"},
    "menu_snooze": {"en": "Snooze…", "zh": "暂缓…"},
    "menu_wake": {"en": "End the snooze", "zh": "结束暂缓"},
    "menu_escalate": {"en": "Escalate…", "zh": "升级…"},
    "menu_hand_back": {"en": "Hand back…", "zh": "交还…"},
    "menu_edit": {"en": "Edit for the customer…", "zh": "修改…"},
    "menu_withdraw": {"en": "Take back", "zh": "撤回"},
    "edited": {"en": "(edited)", "zh": "（已编辑）"},
    "withdrawn": {"en": "This message was withdrawn.", "zh": "这条消息已撤回。"},
    "reply_by": {"en": "first reply by {when}", "zh": "最迟 {when} 首次回复"},
    "next_reply_by": {"en": "reply by {when}", "zh": "最迟 {when} 回复"},
    "yes_solved": {"en": "Yes, it is solved", "zh": "是，已解决"},
    "no_reopen": {"en": "No, reopen", "zh": "否，重新打开"},
    "sources": {"en": "Sources", "zh": "来源"},
    "nearest": {"en": "Nearest pages", "zh": "最相近的页面"},
    "do_not_know": {
        "en": "I don't know: the documentation does not answer this.",
        "zh": "我不知道：文档中没有这个问题的答案。",
    },
    "index_down": {
        "en": "I cannot search the documentation at the moment. Your question is kept; a ticket "
        "reaches a person.",
        "zh": "目前无法检索文档。你的问题已保存；提交工单可以联系到人工。",
    },
    "next_step": {
        "en": "If none of them fits, a ticket reaches an engineer.",
        "zh": "如果都不符合，可以提交工单联系工程师。",
    },
    "caveat": {
        "en": "I am not sure that this fits your case; please check the sources.",
        "zh": "不确定是否完全符合你的情况，请核对来源。",
    },
    "quoted": {"en": "Quoted from the documentation", "zh": "引自文档原文"},
    "understood": {"en": "I read: {facts}.", "zh": "已读取：{facts}。"},
    "remembered": {
        "en": "As usual for you: {facts}. Say so if it is something else this time.",
        "zh": "按以往信息：{facts}。如果这次不同，请直接说明。",
    },
    "as_usual": {"en": "{value} (as usual)", "zh": "{value}（按以往信息）"},
    "perhaps_pages": {"en": "These pages are near:", "zh": "以下页面可能相关："},
    "ticket": {"en": "Ticket {label}", "zh": "工单 {label}"},
    "first_reply": {
        "en": "First reply within {target}, by {due} your time.",
        "zh": "{target}内首次回复，最迟 {due}（你的时区）。",
    },
    "handed_off": {
        "en": "Support has your case {label}. {plan} plan: first reply within {target}, by {due} "
        "your time. Write here to add to it.",
        "zh": "支持团队已收到你的问题 {label}。{plan}：{target}内首次回复，最迟 {due}（你的时区）。"
        "可以直接在这里补充。",
    },
    "visit_no": {
        "en": "A visit is not part of your plan ({plan}). What helps fastest now:",
        "zh": "你的套餐（{plan}）不包含上门服务。目前最快的方式：",
    },
    "visit_terms": {
        "en": "If the project needs on-site work: {terms}. It is agreed with sales ahead.",
        "zh": "如果项目确实需要现场支持：{terms}。需提前与商务约定。",
    },
    "resolved": {
        "en": "*{label} is resolved*, says {by}. Is it solved for you?",
        "zh": "*{label} 已处理完毕*（{by}）。你的问题解决了吗？",
    },
    "person": {"en": "support", "zh": "技术支持"},
    "shortened": {
        "en": "(shortened; the whole text is in the customer's thread)",
        "zh": "（已截断，完整内容见客户消息列）",
    },
    "more_files": {"en": "Files", "zh": "文件"},
    "rate_question": {
        "en": "How was the help with {label}?",
        "zh": "{label} 的处理结果，你满意吗？",
    },
    "rate_said": {
        "en": "How was the help with {label}? You said *{score} of 5*. Thank you; press another number "
        "to change it.",
        "zh": "{label} 的处理结果，你满意吗？你的评分：*{score}*（满分 5），谢谢。如需修改，请点击其他分数。",
    },
    "rate_least": {"en": "bad", "zh": "很不满意"},
    "rate_most": {"en": "very good", "zh": "非常满意"},
    "rate_add_reason": {"en": "Add a reason", "zh": "补充原因"},
    "rate_change_reason": {"en": "Change the reason", "zh": "修改原因"},
    "rate_form": {"en": "Your view of {label}", "zh": "评价 {label}"},
    "rate_prompt": {
        "en": "What was good, what was missing?",
        "zh": "哪些方面做得好，哪些方面有待改进？",
    },
    "why": {"en": "Why not? (optional)", "zh": "原因（选填）"},
    "entry_page_hint": {
        "en": "for example {page}: when it changes, you are asked to withdraw",
        "zh": "例如 {page}：页面变更后，会询问是否撤回",
    },
    "make_entry": {"en": "Make an entry", "zh": "整理为知识条目"},
    # The ticket's fields
    "summary": {"en": "Summary", "zh": "概述"},
    "product": {"en": "Product", "zh": "产品"},
    "project": {"en": "Your app or project", "zh": "应用或项目"},
    "sdk_version": {"en": "SDK version", "zh": "SDK 版本"},
    "platform": {"en": "Platform", "zh": "平台"},
    "environment": {"en": "OS and device", "zh": "系统与设备"},
    "steps": {"en": "Steps to reproduce", "zh": "复现步骤"},
    "expected": {"en": "Expected result", "zh": "预期结果"},
    "actual": {"en": "Actual result", "zh": "实际结果"},
    "error_codes": {"en": "Error codes", "zh": "错误码"},
    "framework": {"en": "Framework", "zh": "开发框架"},
    "frequency": {"en": "How often it happens", "zh": "出现频率"},
    "impact": {"en": "Users affected, launch date", "zh": "影响范围与上线时间"},
    "regression": {"en": "Worked before", "zh": "之前正常的版本"},
    "occurred": {"en": "When it happened", "zh": "发生时间"},
    "ids": {"en": "Channel, user and call IDs", "zh": "频道、用户与通话 ID"},
    "tried": {"en": "What was tried", "zh": "已尝试的方法"},
    "severity": {"en": "Severity", "zh": "严重程度"},
    "logs": {"en": "Log files", "zh": "日志文件"},
    "form_returned": {"en": "This is what you wrote:", "zh": "以下是你填写的内容："},
    "form_title": {"en": "Open a ticket", "zh": "提交工单"},
    "submit": {"en": "File ticket", "zh": "提交"},
    "send": {"en": "Send", "zh": "发送"},
    "send_and_wait": {"en": "Send and wait", "zh": "发送并等待"},
    "ask_customer": {"en": "Ask customer", "zh": "询问客户"},
    "change_severity": {"en": "Severity", "zh": "严重程度"},
    "cancel": {"en": "Cancel", "zh": "取消"},
    "low": {"en": "Low: cosmetic or a question", "zh": "低：外观问题或咨询"},
    "medium": {"en": "Medium: degraded, a way around exists", "zh": "中：功能受影响，有替代办法"},
    "high": {"en": "High: a main function fails", "zh": "高：主要功能不可用"},
    "critical": {
        "en": "Critical: crash, outage or launch at risk",
        "zh": "紧急：崩溃、全面故障或影响上线",
    },
    "summary_hint": {"en": "One line: what goes wrong", "zh": "一句话说明现象"},
    "version_hint": {"en": "for example 4.3.1, or unknown", "zh": "例如 4.3.1，或 unknown"},
    "project_hint": {
        "en": "as you or the console call it; no App ID",
        "zh": "你或控制台使用的名称，不是 App ID",
    },
    "usual_hint": {
        "en": "As usual for you; change it if this is about something else.",
        "zh": "按以往信息填写，如果这次不同请修改。",
    },
    "other_projects_hint": {
        "en": "You also told of: {names}.",
        "zh": "你提到过的其他项目：{names}。",
    },
    "summary_nonsense": {
        "en": "Please write in a few words what goes wrong.",
        "zh": "请用几个词说明出现了什么问题。",
    },
    "version_nonsense": {
        "en": "This holds no version number. Write for example 4.3.1, or unknown.",
        "zh": "这里没有版本号。请填写如 4.3.1，或 unknown。",
    },
    "project_is_id": {
        "en": "This holds an ID, which is a secret. Please write what your app is called.",
        "zh": "这里包含 App ID 等敏感信息，请填写应用或项目的名称。",
    },
    # The forms of visits
    "visit_form": {"en": "Visit for {label}", "zh": "上门服务 {label}"},
    "session_form": {"en": "Session for {label}", "zh": "远程协助 {label}"},
    "visit_submit": {"en": "Send", "zh": "提交"},
    "visit_subject": {"en": "What should be looked at?", "zh": "需要排查的内容"},
    "visit_ground": {"en": "Why on site?", "zh": "申请上门的原因"},
    "visit_systems": {
        "en": "Which of your own systems does it touch?",
        "zh": "涉及贵方的哪些系统？",
    },
    "visit_city": {"en": "City", "zh": "城市"},
    "visit_other_city": {"en": "Another city", "zh": "其他城市"},
    "visit_other": {"en": "If another city: which?", "zh": "如选其他城市，请填写"},
    "visit_address": {"en": "Address", "zh": "地址"},
    "visit_days": {"en": "Days", "zh": "天数"},
    "visit_hours": {"en": "Hours", "zh": "小时数"},
    "visit_not_before": {"en": "Not before", "zh": "最早日期"},
    "visit_city_missing": {"en": "Please say which city.", "zh": "请填写城市。"},
    "visit_in_the_past": {"en": "That day is over.", "zh": "该日期已过。"},
    "visit_reason": {"en": "Why not? The customer reads this.", "zh": "原因（客户可见）"},
    "report_findings": {"en": "What was found?", "zh": "排查结果"},
    "report_advice": {"en": "Advice for the customer", "zh": "给客户的建议"},
    "report_follow_up": {
        "en": "What is left to do? It becomes a ticket.",
        "zh": "后续事项（将生成工单）",
    },
    "report_internal": {"en": "For ourselves only", "zh": "内部备注"},
    "report_days": {"en": "Days it took", "zh": "实际天数"},
    "report_hours": {"en": "Hours it took", "zh": "实际小时数"},
    "more": {"en": "More…", "zh": "更多…"},
    "menu_offer_session": {"en": "Offer a remote session", "zh": "提供远程协助"},
    "menu_offer_visit": {"en": "Offer a visit", "zh": "提供上门服务"},
    "status_new": {"en": "new", "zh": "新建"},
    "status_needs_info": {"en": "needs details", "zh": "待补充信息"},
    "status_waiting": {"en": "waits for you", "zh": "等待你的回复"},
    "status_reopened": {"en": "reopened", "zh": "已重新打开"},
    "status_open": {"en": "open", "zh": "待处理"},
    "status_claimed": {"en": "claimed", "zh": "处理中"},
    "status_resolved": {"en": "resolved", "zh": "待确认"},
    "status_closed": {"en": "closed", "zh": "已关闭"},
}


def label(language: str, key: str, **facts: object) -> str:
    """The word or sentence in the language. KeyError: no such label or fact."""
    return LABELS[key][spoken(language)].format(**facts)


def platform_names(value: str) -> str:
    """`android, ios` as people write it: `Android, iOS`. Other words stay as they were typed."""
    names = [one.strip() for one in value.split(",")]
    return ", ".join(
        platform_label(one) if one and normalise_platform(one) == one else one for one in names
    )
