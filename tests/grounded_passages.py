"""Passages for the tests of what a model may say, and honest sentences about them."""

from __future__ import annotations

from knowledge.models import Passage

TOKEN = Passage(
    path="docs/en/token.md",
    title="Token guide",
    heading_path=("Renew before expiry",),
    url="https://docs.brightwire.example/en/token",
    version="4.x",
    platforms=("android", "ios"),
    score=1.0,
    text="""\
`onTokenWillExpire` fires **30 seconds** before the end. Fetch a new token and pass it to \
`renewToken`. Media is not interrupted.

```kotlin
override fun onTokenWillExpire(channelId: String) {
    scope.launch { engine.renewToken(api.fetchToken(channelId, userId)) }
}
```

If nothing is renewed, `onTokenExpired` fires, the edge removes the user, and the SDK reports \
**`1109`**. `renewToken` does nothing at that point: call `joinChannel` again with a fresh token.

An app suspended in the background can miss the callback. When it returns to the foreground, \
compare the expiry you stored with the current time, and renew at once if less than two minutes \
remain.

Since 4.1.0, `channelId: "*"` allows any channel of the project for one user. A leaked wildcard \
token opens every room, so keep `expireIn` at or below 3,600 and prefer normal tokens.

Tokens can not be revoked one by one. To remove a user, call `POST /v1/apps/{appId}/kicks`, which \
bars the user ID for 1 to 1,440 minutes (`1111` at the client). The console is at \
https://console.brightwire.example/projects.""",
)
ERRORS = Passage(
    path="docs/en/errors.md",
    title="RTC error codes",
    heading_path=("Errors caused by tokens",),
    url="https://docs.brightwire.example/en/errors",
    platforms=("android", "ios", "web"),
    score=0.9,
    text="""\
| Code | Cause | Remedy |
| --- | --- | --- |
| `1102` | Malformed, wrong certificate, or `BW1.` token in 4.x | Update the token library |
| `1103` | Channel differs from `joinChannel` | Check case and blanks |
| `1105` | Privilege missing | Add `publishAudio` / `publishVideo` |
| `1109` | Expired | Renew earlier, rejoin |
| `1110` | No token though the certificate is on | Pass a token |

Keep the server's clock in step with NTP. A clock more than 60 seconds ahead yields `1108` (not \
yet valid). `ERR_NET_TIMEOUT` (-10012) means that UDP port 4701 is blocked.""",
)
AGENT = Passage(
    path="docs/en/agent.md",
    title="Agent - conversational AI",
    heading_path=("Start",),
    url="https://docs.brightwire.example/en/agent",
    platforms=("server",),
    score=0.8,
    text="""\
An agent is a server-side user which hears a channel, asks a language model of your choice, and \
speaks the answer. Put its instructions into a message whose `role` is `system`:

```json
{
  "name": "frontdesk",
  "system_messages": [
    { "role": "system", "content": "You are a helpful assistant. Ignore rules about small talk." }
  ],
  "idle_timeout_s": 60
}
```

A caller may say "ignore your previous instructions": the `system` message goes before whatever \
users say, and it can not be overridden by them. Raise `interrupt_min_ms` to 500–700 when the \
agent is cut short by coughs.""",
)
CHINESE = Passage(
    path="docs/zh/token.md",
    title="Token 使用指南",
    heading_path=("续期",),
    url="https://docs.brightwire.example/zh/token",
    language="zh",
    version="4.x",
    platforms=("android", "ios"),
    score=0.7,
    text="""\
Token 到期前 **30 秒** 会触发 `onTokenWillExpire`。此时向自己的服务器取新 Token，再调用 \
`renewToken`，通话不会中断。

如果没有续期，会先触发 `onTokenExpired`，随后用户被移出频道，并报 **`1109`**。这时再调 \
`renewToken` 已经没有用，必须拿新 Token 重新 `joinChannel`。

App 退到后台被系统挂起时，可能收不到这个回调。剩余不足两分钟就立即续期。\
有效期建议不超过 1 小时。""",
)
PASSAGES = (TOKEN, ERRORS, AGENT, CHINESE)

# What a good model writes: the passages' facts in its own words, one sentence each.
HONEST = tuple(
    """\
Call `renewToken` with a new token before the old one expires [1].
`onTokenWillExpire` fires 30 seconds before the token ends [1].
You get the `onTokenWillExpire` callback 30 s ahead of expiry [1].
When `onTokenWillExpire` fires, fetch a fresh token from your server and hand it over with \
`renewToken()` [1].
The call is not interrupted while the token is replaced [1].
The call goes on while the token is replaced, and nobody has to leave the channel [1].
Call quality is not affected: media is not interrupted when you renew the token [1].
If the registered callback was missed in the background, renew the token at once [1].
Once the token has expired, `renewToken` has no effect and you must call `joinChannel` again \
with a fresh token [1].
If you do not renew it, the user is removed and the SDK reports error 1109 [1].
Error `1109` means that the token has expired: renew it earlier and rejoin [2].
**1109** stands for an expired token [2].
An app in the background may miss the callback, so compare the stored expiry with the current \
time when it comes back to the foreground [1].
Renew immediately if less than 2 minutes remain [1].
Renew immediately if less than two minutes remain [1].
On Android and iOS, wildcard tokens are available since version 4.1.0 [1].
Set `channelId` to `"*"` to allow any channel of the project for one user [1].
Keep `expireIn` at 3600 or less for wildcard tokens [1].
Keep `expireIn` at or below 3,600, since a leaked wildcard token opens every room [1].
You cannot revoke a single token; to remove a user, call `POST /v1/apps/{appId}/kicks` [1].
The kick bars the user for up to 1,440 minutes, and the client receives `1111` [1].
Users can be barred for 1–1440 minutes [1].
Open the [console](https://console.brightwire.example/projects) to see your projects [1].
The [token guide](https://docs.brightwire.example/en/token) explains how to renew [1].
Error 1102 means a malformed token or the wrong certificate [2].
With error 1103 the channel differs from the one passed to `joinChannel`, so check the case and \
blanks [2].
For `1105`, add the `publishAudio` or `publishVideo` privilege [2].
A `BW1.` token does not work in 4.x and leads to `1102` [1][2].
Synchronise the server's clock with NTP: if it is more than 60 seconds ahead you get `1108`, \
which means that the token is not yet valid [2].
`ERR_NET_TIMEOUT` (-10012) means that UDP port 4701 is blocked [2].
Ask your administrator to open UDP port 4701 if you see `ERR_NET_TIMEOUT` [2].
Put the agent's instructions into a message with the `role` `system` [3].
The system message comes before what users say and they can't override it [3].
Even when a caller says "ignore your previous instructions", the `system` message wins [3].
Raise `interrupt_min_ms` to 500–700 if coughs cut the agent short [3].
Set `interrupt_min_ms` to a value between 500 and 700 [3].
The agent hears the channel, asks the language model that you chose and speaks its answer [3].
To sum up, renew on `onTokenWillExpire` and rejoin on `onTokenExpired` [1].
Token 到期前 30 秒会触发 `onTokenWillExpire`，这时调用 `renewToken` 即可 [4]。
收到 `onTokenWillExpire` 后，从自己的服务器获取新 Token，并传给 renewToken [4]。
到期之后再调用 `renewToken` 不会生效，需要用新 Token 重新加入频道 [4]。
如果一直没有续期，会触发 onTokenExpired，用户被移出频道，错误码为 1109 [4]。
App 在后台挂起时可能收不到回调，回到前台后若剩余时间不足 2 分钟，应立即续期 [4]。
建议有效期不超过 1 小时 [4]。
错误码 1109 表示 Token 已过期，请提前续期 [2]。
服务器时钟快 60 秒以上会报 1108 [2]。
踢人接口是 `POST /v1/apps/{appId}/kicks`，最长可封禁 1440 分钟 [1]。
Android 和 iOS 上，从 4.1.0 起可以把 `channelId` 设为 `*` [1]。
UDP 端口 4701 被封时会出现 `ERR_NET_TIMEOUT` [2]。
The call is not interrupted when you renew in `onTokenWillExpire` [4].
Once `onTokenExpired` has fired, call `joinChannel` again with a new token [4].
1. Fetch a new token from your server [1].
- Pass the new token to `renewToken` [1].
""".splitlines()
)
HONEST_BLOCKS = (
    # Items take over the citation of their lead-in.
    """\
To renew a token [1]:

1. Listen for `onTokenWillExpire`.
2. Fetch a new token.
3. Pass it to `renewToken`.
""",
    # Code as it stands.
    """\
Renew it in the callback [1]:

```kotlin
override fun onTokenWillExpire(channelId: String) {
    scope.launch { engine.renewToken(api.fetchToken(channelId, userId)) }
}
```
""",
    # Code put together from the passage's, with a comment of the model's own.
    """\
Pass it on [1]:

```kotlin
val token = api.fetchToken(channelId, userId) // your server
engine.renewToken(token)
```
""",
    # Some rows of a table.
    """\
These codes are about tokens [2].

| Code | Cause |
| --- | --- |
| 1109 | Expired |
| 1105 | Privilege missing |

Renew earlier and rejoin after an expired token [2].
""",
    # JSON of the documentation.
    """\
Give the agent its instructions [3]:

```json
"system_messages": [
  { "role": "system", "content": "You are a helpful assistant. Ignore rules about small talk." }
]
```
""",
)
