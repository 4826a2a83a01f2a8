"""Names that reports use: systems, tools, brands, SDKs. Fragments of patterns, no rules.

A vendor's own product and SDK names come in through `Catalogue`, so that nothing has to be known
here about one vendor.
"""

import re

from pydantic import BaseModel, ConfigDict

from bot.support.extraction.patterns import folded

OS_NAMES = (
    r"Android|iPadOS|iOS|mac ?OS(?: X)?|OS X|Windows|Win(?=[ -]?(?:7|8|10|11|XP)\b)"
    r"|HarmonyOS(?: NEXT)?"
    r"|Harmony|OpenHarmony|EMUI|MIUI|ColorOS|HyperOS|MagicOS|OriginOS|One ?UI|Ubuntu|Debian|CentOS"
    r"|Fedora|Linux|ChromeOS|tvOS|visionOS|安卓|鸿蒙"
)

BROWSERS = (
    r"Google Chrome|Chrome|Chromium|Firefox|Safari|(?:Microsoft )?Edge|Opera|Brave|QQ ?浏览器"
    r"|UC ?浏览器"
    r"|谷歌浏览器|火狐(?:浏览器)?|谷歌"
)

TOOLS = (
    r"Flutter|Dart|React[ -]?Native|RN|Expo|Unity|Unreal(?: Engine)?|UE|Electron|Cordova|Ionic"
    r"|Capacitor"
    r"|uni-?app|Taro|HBuilderX|HBuilder ?X?|Xamarin|MAUI|Next\.?js|Nuxt(?:\.?js)?|React(?:\.?js)?"
    r"|Vue(?:\.?js)?|Angular|Svelte|Vite|Webpack|Node(?:\.?js)?|TypeScript|Xcode|Android Studio"
    r"|Gradle|AGP|Kotlin|Swift|CocoaPods|Jetpack Compose|Compose|Qt|Java|JDK|JVM|NDK|Python|Go"
    r"|Golang|npm|yarn|pnpm|CMake|Ruby|微信开发者工具|微信基础库|调试基础库|基础库"
    r"|微信(?!小程序|公众|支付)|WeChat(?! mini)"
)

# Package names that are a framework, not the SDK in question.
FRAMEWORK_PACKAGES = (
    r"react(?:-dom|-native)?|flutter|expo|electron|vue|@angular/core|next|nuxt|typescript"
    r"|@dcloudio/uni-app|svelte|unity"
)

# A stem that tells a real-time, messaging or push SDK's package from the rest of a package.json.
SDK_STEMS = (
    r"agora|livekit|twilio|getstream|stream[-_](?:chat|video)|sendbird|pubnub|vonage|opentok|daily-"
    r"|zego|easemob|hyphenate|rongcloud|rong|timsdk|imsdk|tim-(?:js|wx|up)|trtc|tuikit|tuicall"
    r"|tencent|liteav|txlite|openim|open-im|netease|nim[-_]|nertc|jitsi|mediasoup|janus|webrtc|ably"
    r"|cometchat|100ms|hms-?video|dyte|volcengine|aliyun|alirtc|qiniu|pili|getui|jpush|jiguang"
    r"|umeng|mobpush|rtc|rtm|chat|im-sdk|imkit|im_sdk"
)

VENDORS = (
    r"Agora|声网|LiveKit|Twilio|GetStream|Sendbird|PubNub|Vonage|OpenTok|ZEGO(?:CLOUD)?|即构"
    r"|Easemob|环信"
    r"|Hyphenate|RongCloud|融云|TIMSDK|IMSDK|腾讯云?(?:即时通信)? ?IM|TRTC|TUIKit|TUICallKit|LiteAV"
    r"|OpenIM|网易云信|云信|NERTC|Jitsi|mediasoup|WebRTC|CometChat|100ms|Dyte|Chime"
)
# Names that are also plain words: only with their capitals.
VENDORS_IN_CAPITALS = r"NIM|Stream|TIM"

BRANDS = (
    r"Samsung|Galaxy|Xiaomi|Redmi|POCO|Mi|Huawei|Honor|OPPO|Realme|vivo|iQOO|One ?Plus"
    r"|(?:Google )?Pixel|Nexus|Motorola|Moto|Nokia|Sony|Xperia|LG|Lenovo|Meizu|ZTE|Nubia|Asus|ROG"
    r"|Infinix|Tecno|itel|HTC|TCL|Black ?Shark|Nothing|Fairphone|Vsmart|Wiko|Amazon Fire|Surface"
    r"|三星|小米|红米|华为|荣耀|魅族|一加|努比亚|锤子|坚果|联想|中兴|真我|诺基亚|摩托罗拉|黑鲨|酷派"
)


class Catalogue(BaseModel):
    """A vendor's own names: products, and SDK packages as they stand in a build file."""

    model_config = ConfigDict(frozen=True)

    products: tuple[str, ...] = ()
    sdks: tuple[str, ...] = ()

    def product_pattern(self) -> re.Pattern[str] | None:
        """Return a pattern for the vendor's product names, or None when there are none."""
        return _names(self.products)

    def sdk_pattern(self) -> re.Pattern[str]:
        """Return a pattern for the stem of an SDK's name: the vendor's own, and any known one."""
        longest_first = sorted(self.sdks, key=len, reverse=True)
        own = "".join(re.escape(name) + "|" for name in longest_first)
        return folded(rf"(?<![A-Za-z])(?:{own}{SDK_STEMS})")


def _names(names: tuple[str, ...]) -> re.Pattern[str] | None:
    if not names:
        return None
    longest_first = sorted(names, key=len, reverse=True)
    inner = "|".join(re.escape(name) for name in longest_first)
    return folded(rf"(?<![A-Za-z0-9_])(?:{inner})(?![A-Za-z0-9_])")
