"""Eleven digits are a telephone number, unless their name says that they are something else."""

from __future__ import annotations

import pytest

from knowledge.privacy import find, replaced

NUMBER = "13800138000"
OTHERS = (
    *("uid={}", "uid: {}", '"uid": {}', '{{"uid":{},"x":1}}', '\\"uid\\":{}', "userId={}"),
    *("user_id: {}", "User ID: {}", "remote uid {} joined", '"uids":[13900139000,{}]'),
    *("用户ID：{}", "用户id是{}", "my uid is {}", "uid({})", "[uid:{}]", "<uid>{}</uid>"),
    *("频道 {} 进不去", "channel: {}", 'channelName="{}"', "channel name is {}", "房间号：{}"),
    *("roomId={}", "order id: {}", "orderNo=订单号{}", "id={}", "openid={}", "msgId={}"),
    *("ts={}", '"expireTs":{}', "timestamp: {}", "elapsed={}", "buildNumber={}", "versionCode={}"),
    *("SDK build number {}", "ssrc={}", "seq {}", "setUid({})", "1795{}", "v4.3.1.{}"),
)
PHONES = (
    *(
        "phone={}",
        '"phone": "{}"',
        '"mobile":{}',
        '\\"phone\\":\\"{}\\"',
        "userPhone: {}",
        "tel: {}",
    ),
    *(
        "联系电话：{}",
        "手机{}",
        "手机号码是：{}",
        "电话：{}",
        "我的电话是{}",
        "微信ID: {}",
        "联系人 {}",
    ),
    *("{}", "({})", "user {} joined", "contacts: {}", "clients: {}", "wechat id {}", "账号{}"),
    *("my number is {}", "uid 12, phone {}", "user_id=+86{}", "uid: +86 {}", '{{"message": "{}"}}'),
)


def clean(text: str) -> str:
    return replaced(text, find(text), lambda kind, _: f"[{kind}]")


@pytest.mark.parametrize("place", OTHERS)
def test_what_its_name_calls_an_id_a_time_or_a_count_stays(place: str) -> None:
    text = place.format(NUMBER)
    assert clean(text) == text


@pytest.mark.parametrize("place", PHONES)
def test_a_telephone_number_goes(place: str) -> None:
    text = clean(place.format(NUMBER))
    assert "[phone]" in text
    assert NUMBER not in text


def test_an_id_written_like_a_telephone_number_is_one() -> None:
    assert clean("uid: 138 0013 8000") == "uid: [phone]"
