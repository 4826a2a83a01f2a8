"""What a ticket still lacks, and the one message that asks for it: pure, English and Chinese."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, field_validator

from bot.support.extraction.models import Extraction


class Field(StrEnum):
    """What an engineer may need to know; the names that a policy file uses."""

    PRODUCT = "product"
    PROJECT = "project"  # the developer's own app
    SDK_VERSION = "sdk_version"
    PLATFORM = "platform"
    ENVIRONMENT = "environment"  # OS version and device
    STEPS = "steps"
    EXPECTED = "expected"
    ACTUAL = "actual"
    ERROR_CODES = "error_codes"
    TRIED = "tried"
    FREQUENCY = "frequency"
    IMPACT = "impact"
    LOGS = "logs"


DEFAULT_KIND = "default"


class IntakeRules(BaseModel):
    """The fields that each kind of problem needs; a kind with an empty tuple needs none.

    `required` comes from the policy file and has an entry `default` for the kinds that it does not
    name.
    """

    model_config = ConfigDict(frozen=True)

    required: Mapping[str, tuple[Field, ...]]

    @field_validator("required")
    @classmethod
    def _has_default(
        cls, required: Mapping[str, tuple[Field, ...]]
    ) -> Mapping[str, tuple[Field, ...]]:
        if DEFAULT_KIND not in required:
            raise ValueError(f"required fields need an entry '{DEFAULT_KIND}'")
        return required

    def for_kind(self, kind: str) -> tuple[Field, ...]:
        """Return what a problem of this kind needs, in the order in which to ask."""
        return self.required.get(kind, self.required[DEFAULT_KIND])


def missing_fields(kind: str, known: Collection[str], rules: IntakeRules) -> tuple[Field, ...]:
    """Return the required fields that are not known yet, in the order of the rules."""
    return tuple(field for field in dict.fromkeys(rules.for_kind(kind)) if field not in known)


def known_fields(extraction: Extraction) -> frozenset[Field]:
    """Return the fields that the developer's own text already answers."""
    return frozenset(
        field
        for field, names in _ANSWERED_BY.items()
        if any(extraction.found(name) for name in names)
    )


def ask(missing: Iterable[str], language: str) -> str:
    """Return one message that asks for all that is missing, or "" when nothing is.

    `language` is a code like "en" or "zh-CN"; every language but Chinese is asked in English.
    """
    voice = _CHINESE if language.lower().startswith("zh") else _ENGLISH
    wanted = [voice.questions.get(name, name.replace("_", " ")) for name in dict.fromkeys(missing)]
    if not wanted:
        return ""
    if len(wanted) == 1:
        return voice.one.format(wanted[0])
    return "\n".join([voice.many, *(f"• {question}" for question in wanted), voice.how])


# Either an OS version or a device says enough about where it runs for an engineer to begin.
_ANSWERED_BY: Mapping[Field, tuple[str, ...]] = MappingProxyType(
    {
        Field.PRODUCT: ("product", "sdk"),
        Field.PROJECT: ("project",),
        Field.SDK_VERSION: ("sdk_version",),
        Field.PLATFORM: ("platform",),
        Field.ENVIRONMENT: ("os_version", "device"),
        Field.STEPS: ("reproduction_steps",),  # told in prose, they are among the ticket's fields
        Field.EXPECTED: ("expected",),
        Field.ACTUAL: ("actual",),
        Field.ERROR_CODES: ("error_codes",),
        Field.TRIED: ("tried",),
        Field.FREQUENCY: ("frequency",),
        Field.IMPACT: ("impact",),
        Field.LOGS: ("logs_present",),
    }
)


class _Voice(BaseModel):
    model_config = ConfigDict(frozen=True)

    one: str
    many: str
    how: str
    questions: Mapping[str, str]


_ENGLISH = _Voice(
    one="Still missing: {}. Reply here, or open the form.",
    many="To find the cause, an engineer needs to know:",
    how="Reply here in your own words, or open the form.",
    questions=MappingProxyType(
        {
            Field.PRODUCT: "which product or SDK you use",
            Field.PROJECT: "the name of your app or console project, such as Project: MeetNow",
            Field.SDK_VERSION: "the SDK version, such as 4.3.1",
            Field.PLATFORM: "the platform: Android, iOS, Web, Windows or another",
            Field.ENVIRONMENT: "the OS version and the device, such as Android 14 on a Pixel 8",
            Field.STEPS: "what you did before it happened, step by step",
            Field.EXPECTED: "what you expected to happen",
            Field.ACTUAL: "what happened instead",
            Field.ERROR_CODES: "the error code or the exact error text",
            Field.TRIED: "what you have tried so far",
            Field.FREQUENCY: "how often it happens: always, sometimes or once",
            Field.IMPACT: "how many users it affects, and your launch date if one is near",
            Field.LOGS: "the log around the failure, as a file or pasted",
        }
    ),
)

_CHINESE = _Voice(
    one="还缺一项：{}。直接在这里回复，或打开表单填写。",
    many="为了定位问题，还需要以下信息：",
    how="直接在这里回复即可，也可以打开表单填写。",
    questions=MappingProxyType(
        {
            Field.PRODUCT: "使用的产品或 SDK",
            Field.PROJECT: "应用或控制台项目的名称，例如“项目：会议通”",
            Field.SDK_VERSION: "SDK 版本，例如 4.3.1",
            Field.PLATFORM: "平台：Android、iOS、Web、Windows 或其他",
            Field.ENVIRONMENT: "系统版本和机型，例如 Android 14、小米 13",
            Field.STEPS: "出现问题前的操作步骤",
            Field.EXPECTED: "预期结果",
            Field.ACTUAL: "实际结果",
            Field.ERROR_CODES: "错误码或完整的报错信息",
            Field.TRIED: "已经尝试过的办法",
            Field.FREQUENCY: "出现频率：必现、偶现，还是只出现过一次",
            Field.IMPACT: "受影响的用户数；如果临近上线，请附上日期",
            Field.LOGS: "出现问题前后的日志，可以上传文件，也可以直接粘贴",
        }
    ),
)
