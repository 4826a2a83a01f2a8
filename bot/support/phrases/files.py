"""Sentences about files that came with a message, and logs among them."""

PHRASES = {
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
    "file_picture_kind": {
        "en": "it is a picture: kept for the support team, but damaged or of a kind that I cannot read. Send it as PNG or JPEG, or paste its text if it shows an error.",
        "zh": "这是图片：已为支持团队保存，但文件损坏或格式不支持，无法读取。请发送 PNG 或 JPEG；如果图中有报错，也可以粘贴文字。",
    },
    "file_picture_large": {
        "en": "it is a picture larger than {limit}: kept for the support team, not read. Send the part with the error, or paste its text.",
        "zh": "图片超过 {limit}：已为支持团队保存，没有读取。请截取报错部分，或把文字粘贴出来。",
    },
    "file_picture_many": {
        "en": "I read no more than {count} pictures of a message; this one is kept for the support team, not read. Paste its text if it shows an error.",
        "zh": "每条消息最多读取 {count} 张图片：这一张已为支持团队保存，没有读取。如果图中有报错，请把文字粘贴出来。",
    },
    "file_picture_failed": {
        "en": "it is a picture: kept for the support team, but I could not read it this time. Paste its text if it shows an error.",
        "zh": "这是图片：已为支持团队保存，但这次未能读取。如果图中有报错，请把文字粘贴出来。",
    },
    "file_picture_empty": {
        "en": "it is a picture: kept for the support team, but I found no text in it. Paste its text if it shows an error.",
        "zh": "这是图片：已为支持团队保存，但没有识别到文字。如果图中有报错，请把文字粘贴出来。",
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
    "picture_read": {
        "en": "I read the text in `{name}`{facts}. Tell me if I misread it.",
        "zh": "已识别 `{name}` 中的文字{facts}。如有误读请告诉我。",
    },
    "picture_codes": {"en": "error {codes}", "zh": "错误码 {codes}"},
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
}
