"""The draft of an entry holds what solved the case, and nobody who had to do with it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.support.entry_drafts import Known, draft_of, removed, scrubbed, told
from bot.support.models import TicketFields, TicketStatus
from bot.support.redaction import Redactor
from knowledge.models import Visibility
from knowledge.privacy import Wanted
from tests.sample_contents import a_ticket

REDACTOR = Redactor()
KNOWN = Known(
    customer="Nimbus Games",
    people=("Lin Zhao", "Kenji", "王小明"),
    ids=("U0DEV01", "C0NIMBUS", "1700000000.000001"),
    offices=("Porto Alegre", "Rua Nova 12"),
)


def clean(text: str) -> str:
    return scrubbed(text, KNOWN, REDACTOR)


def test_a_draft_tells_the_case() -> None:
    fields = TicketFields(
        summary="Calls of Nimbus Games drop after 30 s",
        actual="Lin Zhao sees onLeaveChannel with reason 1109 in channel id lobby-42.",
        error_codes="1109",
        steps="1. Join\n2. Wait 30 s",
        product="voice",
        sdk_version="4.3.1",
        platform="android",
    )
    resolution = "The token ended. Renew it in onTokenPrivilegeWillExpire, says Kenji."
    ticket = a_ticket(
        fields=fields,
        resolution=resolution,
        status=TicketStatus.CLOSED,
        customer="Nimbus Games",
    )
    draft = draft_of(ticket, KNOWN, REDACTOR)
    assert draft.title == "Calls of [customer removed] drop after 30 s"
    assert draft.question.startswith(
        "[name removed] sees onLeaveChannel with reason 1109 in channel id [id removed]"
    )
    assert "Error codes: 1109" in draft.question
    assert draft.answer == (
        "The token ended. Renew it in onTokenPrivilegeWillExpire, says [name removed]."
    )
    assert (draft.product, draft.platforms, draft.versions) == ("voice", "android", "4.3.1")
    assert draft.visibility is Visibility.CUSTOMER
    assert removed(draft) == ("[customer removed]", "[name removed]", "[id removed]")
    unknown = draft_of(ticket.model_copy(update={"customer": ""}), Known(), REDACTOR)
    assert unknown.visibility is Visibility.INTERNAL
    assert told(a_ticket(resolution=" ")) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ask LIN ZHAO or @kenji", "Ask [name removed] or [name removed]"),
        ("Kenji's Linux box", "[name removed]'s Linux box"),
        (
            "Lin says that 小明 saw it, linking it",
            "[name removed] says that [name removed] saw it, linking it",
        ),
        ("请联系王小明处理", "请联系[name removed]处理"),
        ("Nimbus sees it", "[customer removed] sees it"),
        ("write to lin@nimbus.example", "write to [e-mail removed]"),
        ("call +86 138 1234 5678", "call [phone removed]"),
        ("joinChannel +86 138 1234 5678", "joinChannel [phone removed]"),
        ("channel 13812345678 fails", "channel [phone removed] fails"),
        ("at 1700000000123 ms, code -1109 + 2", "at 1700000000123 ms, code -1109 + 2"),
        ("[redacted token a1b2] is old", "[token removed] is old"),
        ("see https://acme.slack.com/archives/C0X/p17", "see [thread link removed]"),
        ("https://zoom.us/j/9912345 at ten", "[meeting link removed] at ten"),
        ("<@U0DEV77> said", "[name removed] said"),
        ("user U0DEV01 in U04AB2CD9", "user [id removed] in [id removed]"),
        ("room id: 'lobby-7'", "room id: '[id removed]'"),
        ("频道号 88421 进不去", "频道号 [id removed] 进不去"),
        ("callId=3f2a9c7e-1111-4222-8333-abcdefabcdef", "callId=[id removed]"),
        ("our office in porto alegre", "our office in [place removed]"),
        (
            "SIGSEGV in librtc.so, error 1109, SDK 4.3.1",
            "SIGSEGV in librtc.so, error 1109, SDK 4.3.1",
        ),
        ("Call joinChannel() and setParameters()", "Call joinChannel() and setParameters()"),
        ("channel name is empty", "channel name is empty"),
        ("https://docs.brightwire.example/token", "https://docs.brightwire.example/token"),
    ],
)
def test_what_goes_and_what_stays(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_the_policys_wish_for_addresses_holds_here_too() -> None:
    strict = Redactor(Wanted(emails=False, phones=False, ips=True))
    cleaned = scrubbed("lin@nimbus.example from 203.0.113.7", Known(), strict)
    assert cleaned == "[e-mail removed] from [IP address removed]"


NAMES = st.from_regex(r"[A-Z][a-z]{3,8}(?: [A-Z][a-z]{3,8})?", fullmatch=True).filter(
    lambda name: (
        not re.search(r"remov|name|customer|place|meeting|thread|link|code", name, re.IGNORECASE)
    )
)
CHINESE = st.text(st.sampled_from("李雷韩梅王芳陈静赵磊"), min_size=2, max_size=3)
USERS = st.from_regex(r"U0[A-Z0-9]{6,9}", fullmatch=True)
MAILS = st.from_regex(r"[a-z]{3,8}@[a-z]{3,8}\.example", fullmatch=True)
PHONES = st.integers(10_000_000, 99_999_999).map(lambda n: f"+86 138{n}")
PROSE = st.sampled_from(
    [
        "calls drop after joinChannel",
        "错误码 1109，请看日志",
        "as seen by",
        "renew the token",
        "\n- ",
    ]
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Known, list[str], str]:
    """Who is known, everything that must not be found again, and a text that is full of it."""
    people = draw(st.lists(st.one_of(NAMES, CHINESE), min_size=1, max_size=3, unique=True))
    known = Known(
        customer=draw(NAMES),
        people=tuple(people),
        ids=tuple(draw(st.lists(USERS, max_size=2))),
        offices=tuple(draw(st.lists(NAMES, max_size=1))),
        project=draw(st.one_of(NAMES, CHINESE)),
    )
    private = [known.customer, known.project, *known.people, *known.ids, *known.offices]
    private += [draw(MAILS), draw(PHONES)]
    pieces = draw(st.permutations([*private, *draw(st.lists(PROSE, max_size=6))]))
    return known, private, draw(st.sampled_from([" ", ", ", "\n", " (", "："])).join(pieces)


@settings(max_examples=200)
@given(cases())
def test_nothing_that_is_known_of_people_stands_in_a_draft(
    case: tuple[Known, list[str], str],
) -> None:
    known, private, text = case
    fields = TicketFields(**dict.fromkeys(TicketFields.model_fields, text))
    draft = draft_of(a_ticket(fields=fields, resolution=text), known, REDACTOR)
    told = ("title", "question", "answer", "product", "platforms", "versions")
    whole = "\n".join(getattr(draft, name) for name in told)
    for one in private:
        edges = (r"(?<!\w)", r"(?!\w)") if one.isascii() else ("", "")
        assert not re.search(f"{edges[0]}{re.escape(one)}{edges[1]}", whole)
    assert scrubbed(draft.answer, known, REDACTOR) == draft.answer, "cleaning twice changes nothing"
