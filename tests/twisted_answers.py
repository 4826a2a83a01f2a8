"""Sentences about the sample documentation that say the opposite or add a claim, and honest ones.

A line is `page|sentence`. The twisted ones keep every name and number of their page, so that only
what they say of them is wrong.
"""

from __future__ import annotations

import re

from bot.bootstrap.installation import SAMPLE_DOCS
from knowledge.models import Passage

_PAGES = {
    "echo": ("en/voice/echo-and-noise.mdx", "en", ()),
    "hook": ("en/server/webhooks.mdx", "en", ("server",)),
    "ktv": ("zh/voice/ktv-chorus.md", "zh", ()),
    "push": ("zh/messaging/vendor-push.md", "zh", ("android",)),
    "web": ("en/get-started/quickstart-web.mdx", "en", ("web",)),
    "scr": ("en/video/screen-sharing.mdx", "en", ("android", "ios", "web", "flutter")),
    "bg": ("zh/troubleshooting/android-background.mdx", "zh", ("android",)),
    "fw": ("en/network/firewall-ports.md", "en", ()),
    "token": ("en/security/token-guide.mdx", "en", ("android", "ios", "web")),
    "ztoken": ("zh/security/token-guide.mdx", "zh", ("android", "ios", "web")),
    "rooms": ("en/messaging/rooms-vs-groups.md", "en", ()),
    "start": ("en/get-started/quickstart-rtc.mdx", "en", ("android", "ios", "web", "flutter")),
    "black": ("zh/video/black-screen.mdx", "zh", ("android", "ios", "web")),
}


def page(name: str) -> Passage:
    """A whole page of the sample documentation, as one passage."""
    path, language, platforms = _PAGES[name]
    text = (SAMPLE_DOCS / path).read_text(encoding="utf-8").split("---", 2)[2]
    found = re.search(r"^# (.*)$", text, re.MULTILINE)
    title = found[1] if found else ""
    return Passage(path, title, text, language=language, platforms=platforms, version="4.x")


# The page says to do it, or that it is so.
INVERTED = """\
token|Never call `renewToken` before the token expires.
token|Do not call `renewToken`.
token|Do not fetch a new token when `onTokenWillExpire` fires.
token|You must not pass the new token to `renewToken`.
token|Don't keep the server's clock in step with NTP.
token|`onTokenWillExpire` does not fire 30 seconds before the end.
token|Do not call `joinChannel` again with a fresh token.
token|`publishAudio` should never be added for `1105`.
token|Avoid comparing the stored expiry with the current time.
ztoken|到期前不要调用 `renewToken`。
ztoken|切勿向自己的服务器取新 Token。
ztoken|禁止用新 Token 重新 `joinChannel`。
ztoken|服务器无需用 NTP 校时。
ztoken|付费房间请勿使用普通 Token。
ztoken|出现 `1105` 时不要增加 `publishAudio`。
ztoken|Token 到期前 30 秒不会触发 `onTokenWillExpire`。
echo|Do not mute remote users one at a time to find who causes the echo.
echo|Never use headphones with the `SINGING` scenario.
echo|Do not play music through `startAudioMixing`.
echo|The AI modes do not need the plug-in `io.brightwire:rtc-ains`.
echo|Do not upgrade to 4.3.1 for the echo on Safari.
echo|You should not call `enableHowlingDetection(true)`.
hook|Do not answer `2xx` within 5 seconds.
hook|Never verify the raw body.
hook|Don't store the `id` for a day.
hook|You must not compare `time`.
hook|A URL that fails for 24 hours is not suspended.
fw|Do not open outbound UDP ports 20000–20999.
fw|Never use the cloud proxy if your firewall can not filter by name.
fw|The cloud proxy does not require the Advanced plan.
fw|Don't exempt `*.brightwire.example` from TLS inspection.
ktv|合唱时切勿使用有线耳机。
ktv|主唱不要预加载伴奏。
ktv|合唱者不要取消订阅主唱的伴奏。
ktv|加入频道前不要设置音频档位。
ktv|歌词同步请勿使用 `getMusicPositionMs()`。
bg|离开频道后不要停止服务。
bg|Android 14 及以上的前台服务无需声明类型。
bg|小米手机不要把省电策略设为无限制。
push|登录成功之后不要调用 `chat.registerVendorPush`。
push|荣耀手机请勿使用 `im-push-honor`。
web|Do not show a button that calls `engine.resumePlayback()`.
web|Never create the engine outside the component in React 18 Strict Mode.
scr|Do not start a typed foreground service before requesting projection on Android 14.
scr|The app and the extension must not be in the same App Group.
rooms|Do not use a chat room if it matters only to those who are watching now.
rooms|Never give the RTC channel and the chat room the same ID.
start|Do not call `bindRemoteView` in `onRemoteUserJoined`.
start|Never call `leaveChannel()` to end the session.
black|`SurfaceView` 叠在一起时，小窗不要调用 `setZOrderMediaOverlay(true)`。
black|请勿在 `onViewRecycled` 里解绑。
""".splitlines()

# The page forbids it, or says that it is not so.
FORBIDDEN = """\
start|Call `destroy()` from inside an engine callback.
start|You can call `destroy()` from inside an engine callback.
rooms|Send ordinary comments with `high`.
rooms|You should send ordinary comments with `high`.
scr|Link other large libraries into the extension.
token|Tokens can be revoked one by one.
token|The user ID can be a wildcard.
ktv|歌词同步可以使用本地计时器。
ktv|合唱者要订阅主唱的伴奏。
ztoken|`user_id` 可以相信客户端传来的值。
bg|建议在代码里写死跳转。
bg|Android 12 及以上可以从后台启动前台服务。
black|请在 `onCreate` 里绑定。
hook|The order is guaranteed.
scr|Mobile browsers can share the screen.
""".splitlines()

# Nothing of the page's, in everyday words around its names.
INVENTED = """\
token|Ask your server to delete the user and erase all recordings before the token expires.
token|The server bans the customer when the token expires.
token|Pay the invoice and wait for our approval before you renew the token.
token|Send the certificate to your users by e-mail so that they can sign the token themselves.
token|Restart the phone and clear all photos if the token has expired.
token|Disable the password of the administrator while the token is renewed.
hook|Forward the webhook secret to the support team so that they can test your URL.
hook|Give the webhook secret to every customer and publish it on your homepage.
echo|Buy a louder loudspeaker and return the phone to the shop if the echo stays.
echo|Uninstall the operating system update and reset the phone if there is echo.
fw|Switch the firewall off for the whole company and let everybody in through UDP.
fw|Ask the police for permission before you use the cloud proxy.
web|Tell the user to remove the browser's history and passwords before joining the channel.
scr|Delete the other user's files before you start screen sharing.
rooms|Fire the owner of the group and give his salary to the admins.
ztoken|到期之前请让服务器删除用户的全部照片和录像，再通知财务退款。
ztoken|请把证书发到微信群里，让每个客户自己签发 Token。
ktv|请先卸载手机上的其他软件并恢复出厂设置，再开始合唱。
bg|请关闭手机的锁屏密码，并把账号借给客服登录，再启动前台服务。
push|请先向银行付款，再把营业执照寄给小米总部，否则推送会被罚款。
black|请更换手机屏幕，并到门店付费检测摄像头。
""".splitlines()

# Mostly with a "not" of their own, or about one that stands in the page.
HONEST = """\
token|`renewToken` has no effect once the token has expired, so do not rely on it then.
token|Don't call `renewToken` after `onTokenExpired`; join again with a fresh token instead.
token|A single token cannot be revoked.
token|Never use a wildcard for the user ID.
token|Media isn't interrupted while you renew.
token|4.x SDKs do not accept tokens that begin with `BW1.`.
token|Do not wait: renew at once if less than two minutes remain.
token|Avoid wildcard tokens for paid or private rooms, since a leaked one opens every room.
token|`1110` means that no token was passed although the certificate is on.
token|Without a renewal the edge removes the user and the SDK reports `1109`.
token|Rotate the certificate in the Console if you want to invalidate all tokens at once.
token|Take the user ID from the login on your server, never from the request body.
ztoken|单个 Token 不能吊销，要踢人请调用 `POST /v1/apps/{appId}/kicks`。
ztoken|到期之后不要再调 `renewToken`，它已经没有用了。
ztoken|不要相信客户端传来的 `user_id`。
ztoken|付费房间和私密房间不要使用通配 Token。
ztoken|4.x SDK 不支持 `BW1.` 开头的 Token，会报 `1102`。
ztoken|续期时通话不会中断。
echo|There's nothing to do about an echo in the first 1–3 seconds: it is normal.
echo|Do not play the music with another player: use `startAudioMixing`.
echo|If `onRemoteUserJoined` isn't raised, both are not in the same channel of one project.
echo|Without the plug-in the AI modes do not work and the call returns `1405`.
echo|Do not use `AI_STRONG` for music, because it removes it.
hook|Don't rely on the order of events: compare `time`.
hook|Do not parse the body with `express.json()` before you verify the signature.
hook|The webhook secret isn't the API secret.
hook|Do not count users by adding and subtracting events.
fw|Inbound rules are not needed.
fw|If nothing works within 10 seconds, the SDK reports `1201`.
rooms|Don't send ordinary comments with `high`, as they are treated as `low` above the limit.
rooms|Chat rooms have no offline push and no read receipts.
rooms|Messaging doesn't carry audio, so use the RTC SDK for seats.
rooms|Use a group if someone who was away should read the message later.
start|Never call `destroy()` inside an engine callback, because it deadlocks.
start|`destroy()` must not be called from an engine callback.
start|Test calls are too short to meet an expired token.
scr|Don't link large libraries into the extension.
scr|You can't share the screen in mobile browsers.
scr|If the user declines the system prompt you get `1306`, which is no fault of yours.
ktv|合唱者不要订阅主唱的伴奏，否则会听到两遍。
ktv|合唱时不要用蓝牙耳机，它本身有 150–250 ms 延时。
ktv|不要用本地计时器驱动歌词。
ktv|跨国不建议合唱，因为延时太高。
ktv|听众不需要播放本地伴奏。
bg|不要在代码里写死跳转，用图文引导更稳妥。
bg|不要等用户按了 Home 键再启动前台服务，那样就晚了。
bg|这不是网络问题，而是系统限制后台应用。
black|不要在 `onCreate` 里绑定 View，请在 `onRemoteUserJoined` 里绑定。
black|两端媒体加密密钥不同时没有错误码。
black|4.x 默认不开启视频，需要调用 `enableVideo()`。
black|模拟器没有摄像头，所以看不到本地画面。
""".splitlines()

# Freely worded. Written after the check, which was then adjusted to a few of them.
PARAPHRASED = """\
start|When somebody joins, show their video by calling `bindRemoteView` from the \
`onRemoteUserJoined` callback.
start|You may call `leaveChannel()` several times, as repeating it costs little.
start|Free threads and devices with `BrightEngine.destroy()` as soon as your app has no \
further use for calls.
start|If the remote picture remains dark, follow the guide about black screens.
start|Set up token renewal right now, because production calls run longer than test calls.
rooms|Pick a group when people who were offline should be able to read the messages afterwards.
rooms|Chat rooms suit live comments and gifts, while groups are meant for teams and \
customer service.
rooms|Each viewer receives roughly 100 messages per second; anything beyond is discarded \
according to its priority.
rooms|Turn on `reportDropped` and the sender of a discarded `low` message learns about it \
through `2014`.
rooms|Pass `ifVersion` to `setRoomAttribute` so that a concurrent change makes it fail \
with `1402`.
rooms|A chat room that stays empty for 24 hours disappears, except when it was created as \
`persistent: true`.
rooms|To simplify support, use an identical ID for the RTC channel and its chat room.
rooms|One group has a single owner and at most 20 administrators.
token|Have your backend create the token; the client should just receive it.
token|For fast switching between rooms a wildcard token avoids an additional request.
token|Synchronise your server with NTP, or else tokens may be rejected as not yet valid (`1108`).
token|A token states which user may enter which channel and with what rights.
black|先看本地预览有没有画面，没有的话问题出在采集环节。
black|如果 `receivedFps` 大于 0 但看不到画面，请检查渲染。
black|从 3.x 升级之后要主动打开视频，4.x 默认是关闭的。
black|发送端网络太差时，视频会被自动暂停，可以看 `onNetworkQuality` 的值。
black|直播模式下观众角色不会发送视频，请确认角色设置。
black|`RecyclerView` 复用时要记得解除绑定，把 `null` 传给 `bindRemoteView`。
ztoken|令牌由服务器签发，规定了用户、频道、权限和有效时间。
ztoken|轮换证书之后，所有旧 Token 会在过渡期结束后失效。
ztoken|频繁切换房间的直播场景可以考虑通配 Token。
ztoken|大小写或空格不一致会导致 `1103`，请仔细核对频道名。
echo|Fans and similar constant noise are handled by `STANDARD`, which costs about 1 % CPU.
hook|Respond quickly and put the event into a queue for later processing.
hook|Choose the event types in the console and write down the webhook secret shown there.
fw|Whitelist the UDP range for media, and allow TCP 443 for signalling.
scr|Extensions that exceed the memory limit are terminated by iOS silently.
bg|锁屏之后听不到声音，多半是系统把后台进程清理了。
push|各厂商后台申请到的 AppID、AppKey 填到控制台即可。
start|As soon as a remote user joins, bind that person's video to a view.
start|Ending a call is done with `leaveChannel()`.
rooms|Because attributes keep their order and arrive within 200 ms, store the state of \
seats in them rather than in messages.
rooms|Reserve the `high` priority for gifts and moderation; no more than 10 of those per \
second are possible in one room.
rooms|Joining a room that was dissolved results in `2013`.
token|Compare the certificate and the app ID, and bring the token library up to date, \
when you see `1102`.
token|A kicked user is locked out for up to a day.
token|On return from the background, look at the stored expiry and renew when it is nearly over.
fw|Corporate networks that block UDP make the SDK switch to TLS after a short delay.
fw|Clients initiate every connection, which is why no incoming port has to be opened.
hook|A URL of yours receives the events as HTTP posts.
hook|Failed deliveries are attempted six more times, and you can send them again manually \
for three days.
echo|Turn the loudspeaker down or wear headphones on the other device.
echo|For street noise, choose `AI_STRONG`, although voices may sound dull.
scr|Users see the shared screen as a second stream next to the camera picture.
scr|To keep text sharp, set `contentHint` to `TEXT`.
ktv|听众听到的是服务端混合之后的一路声音。
ktv|音量不稳定通常是因为走了通话音量，请把场景改成 `SINGING`。
bg|应该在用户还能看到界面的时候启动服务。
bg|锁屏后系统可能会杀掉进程或者断开网络。
ztoken|想让所有令牌立刻作废，可以到控制台更换证书。
black|两个画面重叠时，小窗要调用 `setZOrderMediaOverlay(true)`。
black|画面黑屏时，先确定是采集、发送、接收还是渲染的问题。
push|如果消息被限量，请改为申请通讯类消息。
start|No permission is needed to bind a view.
rooms|Messages beyond the limit are not delivered to everyone, because low priorities are \
dropped first.
rooms|A room isn't kept when nobody is in it for 24 hours, unless it is persistent.
rooms|Do not use messages for state; attributes suit it better.
token|Tokens are not valid for ever: they end after `expireIn` seconds.
token|You don't have to leave the channel to renew the token.
token|There is no way to revoke one token.
token|The media keeps flowing during the renewal.
fw|Without UDP the connection still works over TLS, but expect more delay.
hook|Events may arrive twice, so processing must not depend on seeing each one only once.
hook|If you do not respond within 5 seconds, the delivery is repeated.
echo|It isn't your device that causes the echo you hear, it is the other one.
echo|Noise suppression is not wanted for music, so turn it `OFF`.
scr|Without a foreground service, sharing fails with `1308` on Android 14.
scr|Nothing is captured from apps that disallow it.
ktv|不开启低延迟播放时，耳返延时会更高。
ktv|合唱者不需要发布伴奏，只发布人声。
ktv|如果没有对齐，多半是用了蓝牙耳机。
bg|没有声明类型的前台服务会导致采集失败。
bg|应用退到后台之后不能再启动前台服务。
bg|不停止服务的话，离开频道后通知会一直在。
ztoken|不续期的话，用户会被移出频道。
ztoken|`userId` 不支持通配。
ztoken|旧证书不会立刻失效，过渡期最长 72 小时。
black|没有 `publishVideo` 权限时会报 `1105`，对方看不到画面。
black|App 在后台时摄像头不工作，这是正常的。
push|没有在控制台配置厂商时会返回 `2019`。
push|营销类消息超量之后不会送达。
start|Binding must happen after the user has joined, otherwise there is nothing to show.
rooms|Typing a comment with `high` brings no advantage above the limit.
rooms|History isn't kept for long in chat rooms: only the last 50 messages.
rooms|An attribute that somebody else changed first isn't overwritten; the call fails with `1402`.
token|Never take the user's identity from the client.
token|The certificate must stay on your server.
token|A missing privilege isn't an expired token: `1105` asks for `publishAudio` or \
`publishVideo`.
fw|Don't list edge addresses by hand, since they change.
hook|A duplicate has the same `id`, so you can ignore it.
hook|Nobody can forge an event without the secret.
echo|Software cancelling helps on phones with a poor canceller.
echo|You cannot fix the echo on the device of the person who hears it.
scr|The camera doesn't have to be switched off while you share.
scr|Do not expect system audio in Safari.
web|Don't call `getDevices()` before permission was given, or the labels are empty.
ktv|歌词不跟着本地时间走，而是跟着播放进度走。
ktv|主唱不广播开始时间的话，合唱者无法对齐。
bg|不要依赖系统设置页的固定入口。
bg|断线的原因不在网络，而在系统。
ztoken|不要让客户端决定 `user_id`。
ztoken|普通 Token 比通配 Token 更安全，私密房间不要用后者。
push|不要用 debug 签名测试华为和荣耀。
""".splitlines()

# Honest, and removed: said in too many other words, or that it is bad stands in none of the page's.
HONEST_BUT_REMOVED = """\
fw|Your firewall doesn't need to accept incoming connections.
start|Don't forget the token renewal: real calls outlive the token.
fw|No media passes when every path is blocked, and `1201` follows.
web|The SDK cannot run on the server with Next.js.
black|密钥不一致时不会报错，只是看不到对方。
echo|Don't use two devices in one room.
rooms|People who left the app get no notification from a chat room.
ktv|为了避免回声和延迟，合唱时请佩戴有线耳机。
""".splitlines()
