"""Sentences about the version that somebody uses."""

PHRASES = {
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
}
