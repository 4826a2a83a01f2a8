"""The name of the reporter's own app or project, and all that is none. Made-up reports."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.support.extraction.extract import extract
from bot.support.extraction.merging import merged
from bot.support.extraction.projects import is_name
from bot.support.extraction.vocabulary import Catalogue

CATALOGUE = Catalogue(products=("Bright RTC",), sdks=("bright-rtc", "@bright/chat"))


def named(text: str) -> list[str]:
    found = extract(text, catalogue=CATALOGUE).project
    assert all(text[one.start : one.end] == one.value for one in found)
    return [one.value for one in found]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Project: MeetNow iOS\nSDK 4.3.1 crashes", "MeetNow iOS"),
        ("App name: Tiny Paws (2.1)", "Tiny Paws"),
        ("**App name:** MeetNow", "MeetNow"),
        ("## Project\nMeetNow\n\n## Steps\n1. Open it", "MeetNow"),
        ("| Project | MeetNow Web |\n| SDK version | 4.3.1 |", "MeetNow Web"),
        ("Project / App: Lumen Classroom", "Lumen Classroom"),
        ("Project: MeetNow, with SDK 4.3.1", "MeetNow"),
        ("Console project name: meetnow-prod", "meetnow-prod"),
        ("项目：会议通 iOS\n加入频道崩溃", "会议通 iOS"),
        ("应用名称：在线课堂\nSDK 版本：4.3.1", "在线课堂"),
        ("项目/应用名称：会议通（企业版）", "会议通"),
        ("项目名称：会议通，SDK 4.3.1", "会议通"),
        ("Our app is called MeetNow. It crashes on join", "MeetNow"),
        ("our app is called meetnow, and it crashes", "meetnow"),
        ("we have an app named Pulse for iOS and Android", "Pulse"),
        ("The name of our app is MeetNow.", "MeetNow"),
        ("Our app, Tiny Paws, cannot join", "Tiny Paws"),
        ("Our game “Star Racer” freezes", "Star Racer"),
        ("MeetNow is our video app. Calls drop", "MeetNow"),
        ("The project is MeetNow.", "MeetNow"),
        ("我们的 App 叫会议通，加入频道后崩溃", "会议通"),
        ("我们在做一个叫“会议通”的项目，推送收不到", "会议通"),
        ("我们的产品叫 MeetNow 的 iOS 端崩溃", "MeetNow"),
        ("我们这个项目《星际赛车》进房失败", "星际赛车"),
        ("项目名称是会议通。", "会议通"),
    ],
)
def test_a_project_is_read_as_it_is_written(text: str, name: str) -> None:
    assert named(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        # a form that nobody filled in
        "Project name: <your project>",
        "Project: [e.g. MeetNow]",
        "App name: N/A",
        "项目名：无",
        "<!-- Project: MeetNow -->",
        # a sample, a repository, a tool's project
        "Project: demo",
        "Demo project: BasicVideo",
        "I ran the sample project called APIExample",
        "I made a new project called Foo123 to try it",
        "Xcode project: MeetNow.xcodeproj",
        "We built an Xcode project called Foo",
        "项目：示例项目",
        "我们用官方示例项目“BasicVideo”复现",
        "Project: https://git.example/foo/bar",
        "Project: foo/bar-baz",
        # the SDK, its product, systems and tools
        "Project: Bright RTC",
        "Project: bright-rtc",
        "Project: Flutter",
        "Application: uses Unity 2021",
        "my app iOS version crashes",
        "The app is Flutter.",
        "项目：使用 Unity 开发",
        "We use the app called Discord",
        # sentences
        "App: crashes on join",
        "App: Crashes on join",
        "our app is called twice on join",
        "Our app called leaveChannel, then crashed",
        "In our app the method named joinChannel fails",
        "This is our app. Help",
        "我们的应用在 iOS 上崩溃",
        # an id is a secret
        "App ID: 9f8e7d6c5b4a39281706f5e4d3c2b1a0",
        "Project: 9f8e7d6c5b4a39281706f5e4d3c2b1a0",
        "Project: [redacted App ID 3f2a]",
        "Project ID: 48213",
    ],
)
def test_what_is_no_project_is_none(text: str) -> None:
    assert named(text) == []


def test_several_are_kept_the_labelled_one_first_and_each_once() -> None:
    text = "Our app is called MeetNow, see the other one.\nProject: Tiny Paws\nApp name: meetnow"
    assert named(text) == ["Tiny Paws", "meetnow"]


def test_a_log_names_no_project() -> None:
    log = "10:42:00.1 I boot\n10:42:00.2 I Project: MeetNow\n10:42:00.3 E join failed, code 1109\n"
    assert named(f"Join fails\n```\n{log}```") == []


WORDS = st.from_regex(r"[A-Z][a-z]{3,8}[A-Z][a-z]{3,8}", fullmatch=True)


@given(WORDS.filter(is_name))
def test_any_name_is_found_behind_its_label_and_as_a_word(name: str) -> None:
    for text in (
        f"Project: {name}\nNo audio",
        f"Our app is called {name}.",
        f"我们的项目叫{name}，",
    ):
        assert named(text) == [name]


@given(st.text(max_size=80))
def test_a_name_is_short_and_of_one_line(value: str) -> None:
    if is_name(value):
        assert 1 < len(value) <= 60
        assert not value.startswith(("http", "[", "<"))


@pytest.mark.parametrize(
    "text",
    [
        "our app is " + "a" * 20_000,
        "our app is called" + " A" * 20_000,
        "Project: " + "aB" * 20_000,
        "我们的应用叫" + "会" * 20_000,
        "A" * 20_000 + " is our app",
    ],
)
def test_hostile_names_take_no_time(text: str) -> None:
    started = time.process_time()
    named(text)
    assert time.process_time() - started < 2.5


def test_a_model_may_name_a_project_but_no_sample() -> None:
    text = "No audio since noon. We run Lagoon with the BasicVideoDemo"
    report = extract(text)
    assert report.project == ()
    assert merged(report, {"project": ["Lagoon"]}, text).first("project") == "Lagoon"
    assert merged(report, {"project": ["BasicVideoDemo"]}, text) == report
