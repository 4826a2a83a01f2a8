"""Files that people share: opened within limits, redacted, digested. Pure: bytes in, values out."""

from bot.support.attachments.limits import LIMITS, Limits
from bot.support.attachments.pictures import Viewing
from bot.support.attachments.problems import Problem, Reason, say_problems
from bot.support.attachments.receiving import Received, receive
from bot.support.attachments.saying import (
    digest_for_staff,
    digest_line,
    excerpts_for_staff,
    pictures_for_staff,
    say_files,
    say_read,
)

__all__ = [
    "LIMITS",
    "Limits",
    "Problem",
    "Reason",
    "Received",
    "Viewing",
    "digest_for_staff",
    "digest_line",
    "excerpts_for_staff",
    "pictures_for_staff",
    "receive",
    "say_files",
    "say_problems",
    "say_read",
]
