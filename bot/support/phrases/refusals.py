"""Sentences about what only some may do."""

PHRASES = {
    "not_yours": {
        "en": "Only the person who asked, or support staff, can do this.",
        "zh": "只有提问者本人或支持人员可以执行此操作。",
    },
    "not_staff": {
        "en": "Only support staff can do this.",
        "zh": "只有支持人员可以执行此操作。",
    },
    "not_manager": {
        "en": "Only support managers can do this.",
        "zh": "只有支持经理可以执行此操作。",
    },
    "not_maintainer": {
        "en": "Only doc maintainers can do this.",
        "zh": "只有文档维护人员可以执行此操作。",
    },
    "not_admin": {
        "en": "Only administrators can do this.",
        "zh": "只有管理员可以执行此操作。",
    },
}
