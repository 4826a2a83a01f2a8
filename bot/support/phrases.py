"""The desk's own words in the languages it speaks. Facts are filled in; nothing else is said."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.support.models import Severity
from bot.support.spans import Span
from bot.support.visits.phrases import VISIT_PHRASES

LANGUAGES = ("en", "zh")

PHRASES: dict[str, dict[str, str]] = {
    **VISIT_PHRASES,
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
    "file_empty": {"en": "it is empty.", "zh": "文件是空的。"},
    "file_not_fetched": {
        "en": "it could not be fetched from Slack.",
        "zh": "无法从 Slack 下载这个文件。",
    },
    "file_too_large": {
        "en": "it is larger than {limit}. Send the part around the failure.",
        "zh": "文件超过 {limit}。请只发送出错前后的部分。",
    },
    "file_locked": {
        "en": "it is locked with a password, so it was not kept. Send it without one.",
        "zh": "文件有密码，未保存。请发送不加密的版本。",
    },
    "file_damaged": {
        "en": "it is damaged or was cut off. Send it again.",
        "zh": "文件损坏或不完整，请重新发送。",
    },
    "file_cut": {
        "en": "it is damaged or was cut off after {size}; I read what comes before. Send it again if the failure is not in it.",
        "zh": "文件损坏或不完整，只能读取前 {size}。如果其中没有出错的内容，请重新发送。",
    },
    "file_bomb": {
        "en": "it unpacks to more than {limit}, so the rest was not opened. Send only the log of the failure.",
        "zh": "解压后超过 {limit}，其余内容没有打开。请只发送出错时的日志。",
    },
    "file_too_deep": {
        "en": "archives in it are nested more than {depth} deep, so they were not opened.",
        "zh": "压缩包嵌套超过 {depth} 层，没有打开。",
    },
    "file_too_many": {
        "en": "it holds more than {count} files; the first {count} were read and kept.",
        "zh": "其中的文件超过 {count} 个，只读取并保存了前 {count} 个。",
    },
    "file_archive": {
        "en": "I cannot open an archive of this kind ({kind}), so it was not kept. Send .zip or .tar.gz.",
        "zh": "无法打开这种压缩格式（{kind}），未保存。请发送 .zip 或 .tar.gz。",
    },
    "file_link": {
        "en": "it is a link or a device, not a file.",
        "zh": "这是链接或设备，不是文件。",
    },
    "file_picture": {
        "en": "it is a picture: kept for the support team, but I cannot read it. Paste its text if it shows an error.",
        "zh": "这是图片：已为支持团队保存，但我无法读取。如果图中有报错，请把文字粘贴出来。",
    },
    "file_media": {
        "en": "it is audio or video: kept for the support team, not read.",
        "zh": "这是音视频文件：已为支持团队保存，没有读取。",
    },
    "file_dump": {
        "en": "it is a memory dump: kept for the support team, not read.",
        "zh": "这是内存转储文件：已为支持团队保存，没有读取。",
    },
    "file_document": {
        "en": "it is a document, which I cannot read, so it was not kept. Paste what matters as text.",
        "zh": "这是文档，无法读取，未保存。请把相关内容以文字发送。",
    },
    "file_binary": {
        "en": "it is no text: kept for the support team, not read.",
        "zh": "这不是文本文件：已为支持团队保存，没有读取。",
    },
    "file_not_text": {
        "en": "it is named like a log but holds no text: kept for the support team, not read.",
        "zh": "文件名像日志，内容却不是文本：已为支持团队保存，没有读取。",
    },
    "file_broken": {
        "en": "{count} characters in it are in no known encoding; they stand as �.",
        "zh": "其中有 {count} 个字符的编码无法识别，以 � 表示。",
    },
    "file_long_line": {
        "en": "it has a line of {size}; I read it in stretches, so line numbers are not the file's.",
        "zh": "其中有一行长达 {size}，我分段读取，行号与原文件不同。",
    },
    "file_more": {"en": "And {count} more.", "zh": "另有 {count} 处。"},
    "file_problem": {
        "en": "I could not fully read `{name}`: {problem}",
        "zh": "`{name}` 未能完整读取：{problem}",
    },
    "log_read": {
        "en": "I read your log ({lines} lines){facts}.",
        "zh": "已读取你的日志（{lines} 行）{facts}。",
    },
    "logs_read": {
        "en": "I read your {count} logs ({lines} lines){facts}.",
        "zh": "已读取你的 {count} 份日志（{lines} 行）{facts}。",
    },
    "log_first_code": {"en": "first error {code} at {time}", "zh": "首次报错 {code}，时间 {time}"},
    "log_first_code_untimed": {"en": "first error {code}", "zh": "首次报错 {code}"},
    "log_first_error": {"en": "first error at {time}", "zh": "首次报错时间 {time}"},
    "log_first_line": {"en": "first error in line {line}", "zh": "首次报错在第 {line} 行"},
    "log_no_error": {"en": "no error in it", "zh": "没有发现报错"},
    "held": {
        "en": "A person has this conversation, so I stay quiet here.",
        "zh": "已有人工在处理这个对话，我在这里不再回复。",
    },
    "version_broken": {
        "en": "{version} has a known defect: {reason}.",
        "zh": "{version} 存在已知缺陷：{reason}。",
    },
    "version_end_of_life": {
        "en": "{version} has been out of support since {day}.",
        "zh": "{version} 已于 {day} 停止维护。",
    },
    "version_ending": {
        "en": "Support for {version} ends on {day}.",
        "zh": "{version} 将于 {day} 停止维护。",
    },
    "version_outdated": {
        "en": "You use {version}; newer releases exist.",
        "zh": "你使用的是 {version}，已有更新的版本。",
    },
    "version_unknown": {
        "en": "I know of no release {version}; please check the number.",
        "zh": "没有找到 {version} 这个版本，请核对版本号。",
    },
    "version_of_which": {
        "en": "Which product is it? Something is known of this version for: {products}.",
        "zh": "使用的是哪个产品？该版本在以下产品中有需要注意的情况：{products}。",
    },
    "fixed_in": {"en": "It is fixed in {newer}.", "zh": "该问题已在 {newer} 中修复。"},
    "move_to": {"en": "Move to {newer}.", "zh": "建议升级到 {newer}。"},
    "newest_is": {"en": "The newest that I know is {newer}.", "zh": "已知的最新版本为 {newer}。"},
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
    "solved": {"en": "Marked as solved by {who}.", "zh": "{who} 已标记为已解决。"},
    "not_solved": {"en": "Marked as not solved by {who}.", "zh": "{who} 已标记为未解决。"},
    "person_called": {"en": "{who} asked for a person.", "zh": "{who} 请求人工协助。"},
    "more_found": {
        "en": "These are the latest {count}; there are more. Add a word.",
        "zh": "以上是最近的 {count} 个，还有更多。请增加关键词。",
    },
    "none_found": {"en": "No ticket holds all these words.", "zh": "没有包含这些词的工单。"},
    "nothing_to_file": {
        "en": "There is nothing to file: the messages here were deleted. Write what goes wrong, or "
        "fill in the form.",
        "zh": "没有可提交的内容：这里的消息已被删除。请重新描述问题，或填写表单。",
    },
    "ticket_closed": {
        "en": "The ticket is closed. Write a new message for another one.",
        "zh": "该工单已关闭。如有新问题，请另发一条消息。",
    },
    "not_known_any_more": {
        "en": "This conversation is not known any more. Please write your question again.",
        "zh": "这段对话的记录已不存在，请重新提问。",
    },
    "ticket_filed_line": {"en": "Filed as {label}.", "zh": "已提交工单 {label}。"},
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
    "handed_off": {
        "en": "Support has your case {label}. {plan} plan: first reply within {target}, by {due} "
        "your time. Write here to add to it.",
        "zh": "支持团队已接手你的问题 {label}。{plan}：{target}内首次回复，最迟 {due}（你的时区）。可以直接在这里补充信息。",
    },
    "claimed": {
        "en": "{who} has your case {label} and reads along here.",
        "zh": "{who} 已接手你的问题 {label}，会在这里跟进。",
    },
    "already_claimed": {
        "en": "{label} is already claimed by {who}.",
        "zh": "{label} 已由 {who} 接手。",
    },
    "added": {
        "en": "Added to {label}; {who} sees it.",
        "zh": "已补充到 {label}，{who} 可以看到。",
    },
    "support_team": {"en": "the support team", "zh": "支持团队"},
    "published": {"en": "Sent to the customer by {who}.", "zh": "{who} 已发送给客户。"},
    "published_copy": {"en": "*Sent to the customer* by {who}:", "zh": "{who} *发送给客户*："},
    "no_such_severity": {
        "en": "There is no such severity.",
        "zh": "没有这个严重程度。",
    },
    "severity_by": {"en": "Set by {who}: {why}", "zh": "由 {who} 设定：{why}"},
    "severity_changed": {
        "en": "{who} changed the severity from {before} to {after}: {why}",
        "zh": "{who} 将严重程度从 {before} 改为 {after}：{why}",
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
    "waiting_reminder": {
        "en": "{label} waits for your answer. Without one it is closed in {days} days; what you wrote "
        "is kept.",
        "zh": "{label} 正在等待你的回复。如果没有回复，将在 {days} 天后关闭；已提交的内容会保留。",
    },
    "closed_waiting": {
        "en": "{label} is closed: no answer within {after}. Ask here again at any time.",
        "zh": "{label} 已关闭：{after}内没有回复。随时可以在这里继续提问。",
    },
    "closed_resolved": {
        "en": "{label} is closed: it was resolved {after} ago. Ask here if it comes back.",
        "zh": "{label} 已关闭：问题在{after}前已解决。如果再次出现，请在这里提问。",
    },
    "answer_came": {
        "en": "{who} answered on {label}.",
        "zh": "{who} 回复了 {label}。",
    },
    "details_complete": {
        "en": "{label} now has what was missing.",
        "zh": "{label} 缺少的信息已补全。",
    },
    "not_maintainer": {
        "en": "Only doc maintainers can do this.",
        "zh": "只有文档维护人员可以执行此操作。",
    },
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
    "not_manager": {
        "en": "Only support managers can do this.",
        "zh": "只有支持经理可以执行此操作。",
    },
    "not_admin": {
        "en": "Only administrators can do this.",
        "zh": "只有管理员可以执行此操作。",
    },
    "not_solved_because": {
        "en": "Marked as not solved by {who}: {reason}.",
        "zh": "{who} 已标记为未解决：{reason}。",
    },
    "reason_wrong": {"en": "it is wrong", "zh": "内容有误"},
    "reason_outdated": {"en": "it is outdated", "zh": "内容过时"},
    "reason_wrong_platform": {"en": "it is for another platform", "zh": "平台不符"},
    "reason_hard_to_understand": {"en": "it is hard to understand", "zh": "不易理解"},
    "reason_other": {"en": "another reason", "zh": "其他原因"},
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
    "entry_needs_resolution": {
        "en": "{label} is not resolved yet: an entry tells cause and fix.",
        "zh": "{label} 尚未处理完毕：知识条目需要写明原因和解决方法。",
    },
    "no_such_entry": {"en": "There is no such entry.", "zh": "没有这个知识条目。"},
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
    "not_staff": {
        "en": "Only support staff can do this.",
        "zh": "只有支持人员可以执行此操作。",
    },
    "not_yours": {
        "en": "Only the person who asked, or support staff, can do this.",
        "zh": "只有提问者本人或支持人员可以执行此操作。",
    },
    "cannot_now": {
        "en": "{label} is {status} now, so this no longer applies.",
        "zh": "{label} 当前状态为 {status}，此操作不再适用。",
    },
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
    "plan_basic_alternative_ticket": {
        "en": "an online ticket with your log: first reply within {target}",
        "zh": "提交附带日志的在线工单：{target}内首次回复",
    },
    "alternative_mode": {"en": "{name}: {response}. {cost}", "zh": "{name}：{response}。{cost}"},
    "resolved_cause": {"en": "Cause: {text}", "zh": "原因：{text}"},
    "resolved_fix": {"en": "Fix: {text}", "zh": "解决方法：{text}"},
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
    "called": {
        "en": "{who} escalates {label} ({severity}): {reason}. {rung}, please look at it now.",
        "zh": "{who} 升级了 {label}（{severity}）：{reason}。{rung}，请立即处理。",
    },
    "no_ladder": {
        "en": "The support policy has no escalation ladder, so there is nobody to call.",
        "zh": "支持策略中没有升级阶梯，无人可以通知。",
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
    "deed_done": {
        "en": "{label} is {status} now; {who} has it.",
        "zh": "{label} 当前{status}，由 {who} 处理。",
    },
    "deed_taken": {
        "en": "{label}: on its way; its card shows the outcome.",
        "zh": "{label}：正在处理，结果见工单卡片。",
    },
    "no_such_ticket": {"en": "There is no {label}.", "zh": "没有工单 {label}。"},
    "your_ticket_only": {
        "en": "You can look up your own tickets only; {label} is not one of them.",
        "zh": "只能查看自己的工单，{label} 不在其中。",
    },
    "no_own_tickets": {"en": "You have no open ticket.", "zh": "没有进行中的工单。"},
    "list_empty": {"en": "Nothing here.", "zh": "没有工单。"},
    "more_at_home": {"en": "And {count} more: see my Home tab.", "zh": "另有 {count} 个，见主页。"},
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
    "due_soon": {
        "en": "{label}: the first reply is due by {due} UTC.",
        "zh": "{label}：首次回复截止时间 {due} UTC。",
    },
}

_UNITS = {
    "s": {"en": ("second", "seconds"), "zh": (" 秒", " 秒")},
    "m": {"en": ("minute", "minutes"), "zh": (" 分钟", " 分钟")},
    "h": {"en": ("hour", "hours"), "zh": (" 小时", " 小时")},
    "d": {"en": ("day", "days"), "zh": (" 天", " 天")},
    "bh": {"en": ("business hour", "business hours"), "zh": (" 个工作小时", " 个工作小时")},
    "bd": {"en": ("business day", "business days"), "zh": (" 个工作日", " 个工作日")},
}

_SEVERITIES = {
    Severity.LOW: {"en": "low", "zh": "低"},
    Severity.MEDIUM: {"en": "medium", "zh": "中"},
    Severity.HIGH: {"en": "high", "zh": "高"},
    Severity.CRITICAL: {"en": "critical", "zh": "紧急"},
}


def spoken(language: str) -> str:
    """The language to answer in: the asker's when the desk speaks it, else English."""
    return language if language in LANGUAGES else "en"


def say(language: str, key: str, **facts: object) -> str:
    """The phrase in the language, with the facts filled in. KeyError: no such phrase or fact."""
    return PHRASES[key][spoken(language)].format(**facts)


def say_span(language: str, span: Span) -> str:
    """`30 minutes`, `1 business day`, `1 个工作日`."""
    singular, plural = _UNITS[span.unit][spoken(language)]
    unit = singular if span.amount == 1 else plural
    return f"{span.amount}{unit}" if language == "zh" else f"{span.amount} {unit}"


def say_severity(language: str, severity: Severity) -> str:
    return _SEVERITIES[severity][spoken(language)]


def say_time(moment: datetime, tz: str, now: datetime) -> str:
    """`10:58`, or `Tue 24 Nov 10:58` when it is not today, in the person's zone."""
    try:
        zone = ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    local = moment.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"{local:%H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"
