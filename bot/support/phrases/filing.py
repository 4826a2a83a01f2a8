"""Sentences about a ticket that is offered, drafted or filed."""

PHRASES = {
    "unsolved_offer": {
        "en": "The documentation did not solve it. A ticket reaches an engineer; this is what I "
        "would file:",
        "zh": "文档没有解决这个问题。提交工单可以联系到工程师，以下是准备提交的内容：",
    },
    "problem_offer": {
        "en": "I found no page that explains this. A ticket reaches an engineer; this is what I "
        "would file:",
        "zh": "没有找到能解释这个现象的页面。提交工单可以联系到工程师，以下是准备提交的内容：",
    },
    "person_offer": {
        "en": "On the {plan} plan a person answers through a ticket: first reply within {target}. "
        "This is what I would file:",
        "zh": "在{plan}套餐中，人工通过工单回复：{target}内首次回复。以下是准备提交的内容：",
    },
    "severe_offer": {
        "en": "This looks severe, so a ticket is the fastest way to an engineer (first reply within "
        "{target}). This is what I would file:",
        "zh": "问题看起来比较严重，提交工单能最快联系到工程师（{target}内首次回复）。以下是准备提交的内容：",
    },
    "frustrated_offer": {
        "en": "This has taken long enough. On the {plan} plan an engineer answers through a ticket: "
        "first reply within {target}. This is what I would file:",
        "zh": "这个问题已经耽误你不少时间了。在{plan}套餐中，工程师通过工单回复：{target}内首次回复。以下是准备提交的内容：",
    },
    "plan_basic_alternative_ticket": {
        "en": "an online ticket with your log: first reply within {target}",
        "zh": "提交附带日志的在线工单：{target}内首次回复",
    },
    "alternative_mode": {"en": "{name}: {response}. {cost}", "zh": "{name}：{response}。{cost}"},
    "nothing_to_file": {
        "en": "There is nothing to file: the messages here were deleted. Write what goes wrong, or "
        "fill in the form.",
        "zh": "没有可提交的内容：这里的消息已被删除。请重新描述问题，或填写表单。",
    },
    "draft_left": {
        "en": "The ticket is not filed. What you wrote here is kept as a draft, and I remind you of "
        "it. What you typed into the form is not: Slack does not pass it on when a form is closed.",
        "zh": "工单尚未提交。你在这里写的内容已保留为草稿，稍后会提醒你。表单中填写的内容没有保留："
        "关闭表单时，Slack 不会传递这些内容。",
    },
    "draft_reminder": {
        "en": "Your ticket is not filed yet; the draft is kept. It would be filed like this:",
        "zh": "工单尚未提交，草稿已保留。准备提交的内容如下：",
    },
    "draft_closed": {
        "en": "I put the draft aside. What you wrote is kept: write here to go on.",
        "zh": "草稿已搁置，已写的内容会保留。在这里回复即可继续。",
    },
    "ticket_filed_line": {"en": "Filed as {label}.", "zh": "已提交工单 {label}。"},
    "handed_off": {
        "en": "Support has your case {label}. {plan} plan: first reply within {target}, by {due} "
        "your time. Write here to add to it.",
        "zh": "支持团队已接手你的问题 {label}。{plan}：{target}内首次回复，最迟 {due}（你的时区）。可以直接在这里补充信息。",
    },
}
