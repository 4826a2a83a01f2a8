"""Names that reports use: systems, tools, brands, SDKs. Fragments of patterns, no rules.

A vendor's own product and SDK names come in through `Catalogue`, so that nothing has to be known
here about one vendor.
"""

import re

from pydantic import BaseModel, ConfigDict

from bot.support.extraction.patterns import folded

OS_NAMES = (
    r"Android(?: TV| Auto)?|iPad ?OS|iPhone OS|iOS|mac ?OS(?: ?X)?|OS ?X"
    r"|Windows(?: Server(?= 20\d\d))?|Win(?:dow)?(?=[ -]?(?:7|8|10|11|XP)(?![A-Za-z0-9.]))"
    r"|Harmony(?:OS)?(?: NEXT)?"
    r"|OpenHarmony|EMUI|MIUI|ColorOS|HyperOS|MagicOS|OriginOS|澎湃 ?OS|One ?UI|Ubuntu|Debian|CentOS"
    r"|Fedora|Linux Mint|Manjaro|Arch(?: Linux)?(?![a-z])|openSUSE|RHEL|Rocky Linux|Alpine"
    r"|Raspbian|Raspberry Pi OS|Deepin|Kylin|LineageOS|Fire ?OS|Wear ?OS|Flyme"
    r"|Linux|ChromeOS|tvOS|watchOS|visionOS|安卓|鸿蒙(?: NEXT)?|麒麟|统信(?:UOS)?"
)

BROWSERS = (
    r"(?:Google )?Chrome(?: (?:Canary|Beta|Dev|Mobile))?|Chromium"
    r"|(?:Mozilla )?Firefox(?: (?:Quantum|ESR|Nightly|Developer Edition))?"
    r"|(?:Mobile )?Safari(?: Technology Preview)?|(?<!Motorola )(?<!Moto )(?:Microsoft "
    r"|MS )?Edge|Opera|Brave|Vivaldi"
    r"|Samsung Internet|Internet Explorer|WKWebView|QQ ?浏览器|UC ?浏览器|360 ?(?:安全|极速)?浏览器"
    r"|谷歌浏览器|火狐(?:浏览器)?|谷歌|搜狗浏览器"
)

TOOLS = (
    r"Flutter|Dart|React[ -]?Native|RN|Expo|Unity(?: Editor)?|Unreal(?: Engine)?|UE|Electron"
    r"|Cordova|Cocos(?: Creator|2d-x)?|Godot|Tauri|NativeScript|Ionic"
    r"|Capacitor"
    r"|uni-?app|Taro|HBuilderX|HBuilder ?X?|Xamarin|MAUI|Next\.?js|Nuxt(?:\.?js)?|React(?:\.?js)?"
    r"|Vue(?:\.?js)?|Angular|Svelte|Vite|Webpack|Node(?:\.?js)?|TypeScript|Xcode|Android Studio"
    r"|Gradle(?: Plugin)?|AGP|Kotlin|Swift|CocoaPods|Jetpack Compose|Compose|Qt|Java|JDK|JVM|NDK"
    r"|Python|Go"
    r"|Golang|npm|yarn|pnpm|CMake|Ruby|微信开发者工具|微信基础库|调试基础库|基础库"
    r"|base ?lib(?:rary)?"
    r"|微信(?!小程序|公众|支付)|WeChat(?! mini)"
)

# Package names that are a framework, not the SDK in question.
FRAMEWORK_PACKAGES = (
    r"react(?:-dom|-native)?|flutter|expo|electron|vue|@angular/core|next|nuxt|typescript"
    r"|@dcloudio/uni-app|svelte|unity"
)

# What nearly every app depends on, and no report is about.
COMMON_PACKAGES = (
    r"androidx\.|org\.jetbrains|com\.squareup|com\.google\.(?:android\.material|code|guava)"
    r"|com\.github\.bumptech|(?:lodash|axios|dayjs|moment|classnames|uuid|alamofire|snapkit|masonry"
    r"|sdwebimage|kingfisher|afnetworking|okhttp|retrofit|glide|gson|fastjson|provider|http|dio"
    r"|get|path|intl|cupertino_icons|shared_preferences|redux|react-redux|vuex|pinia)$"
)

# A stem that tells a real-time, messaging or push SDK's package from the rest of a package.json.
SDK_STEMS = (
    r"agora|livekit|twilio|getstream|stream[-_](?:chat|video)|sendbird|pubnub|vonage|opentok|daily-"
    r"|zego|easemob|hyphenate|rongcloud|rong|timsdk|imsdk|tim-(?:js|wx|up)|trtc|tuikit|tuicall"
    r"|tencent|liteav|txlite|openim|open-im|netease|nim[-_]|nertc|jitsi|mediasoup|janus|webrtc|ably"
    r"|cometchat|100ms|hms-?video|dyte|volcengine|aliyun|alirtc|qiniu|pili|getui|jpush|jiguang"
    r"|umeng|mobpush|jcore|jmessage|jverification|callkeep|hmssdk|onesignal|braze|leancloud"
    r"|talkjs|weavy|mirrorfly|connectycube|quickblox|tokbox|wowza|antmedia|openvidu|enablex|metered"
    r"|videosdk|whereby|bandwidth-rtc|plivo|telnyx|sinch|infobip|signalwire|voximplant|jssip"
    r"|sip\.js"
    r"|pjsip|linphone|matrix-js-sdk|socket\.io|centrifug|nertc|yunxin|pldroid|plplayer|ksy"
    r"|ijkplayer"
    r"|exoplayer|media3|gsyvideo|dkplayer|video\.js|hls\.js|flv\.js|mpegts\.js|dash\.js"
    r"|shaka-player"
    r"|xgplayer|aliplayer|bitmovin|theoplayer|jwplayer|mux-|better_player|media_kit"
    r"|rtc|rtm|chat|im-sdk|imkit|im_sdk"
)

VENDORS = (
    r"Agora|声网|LiveKit|Twilio|GetStream|Sendbird|PubNub|Vonage|OpenTok|ZEGO(?:CLOUD)?|即构"
    r"|Easemob|环信"
    r"|Hyphenate|RongCloud|融云|TIMSDK|IMSDK|腾讯云?(?:即时通信)? ?IM|TRTC|TUIKit|TUICallKit|LiteAV"
    r"|OpenIM|网易云信|云信|NERTC|Jitsi|mediasoup|WebRTC|CometChat|100ms|Dyte|Chime"
    r"|Janus|Ant ?Media|OpenVidu|Wowza|VideoSDK|Whereby|Voximplant|QuickBlox|ConnectyCube|TalkJS"
    r"|MirrorFly|EnableX|SignalWire|Telnyx|Plivo|Linphone|PJSIP|JsSIP|OneSignal|Ably|JPush|JMessage"
    r"|极光(?:推送)?|个推|友盟|七牛云?|金山云|阿里云|腾讯云|百度云|火山引擎|野火IM|LeanCloud|MobPush"
    r"|ijkplayer|ExoPlayer|Media3|hls\.js|flv\.js|video\.js|Shaka Player|AliPlayer|超级播放器"
)
# Names that are also plain words: only with their capitals.
VENDORS_IN_CAPITALS = r"NIM|Stream|TIM"

BRANDS = (
    r"Samsung|Galaxy|Xiaomi|Redmi|POCO|Mi(?!UI)|Huawei|Honor|OPPO|Realme|vivo|iQOO|One ?Plus"
    r"|(?:Google )?Pixel|Nexus|Motorola|Moto|Nokia|Sony|Xperia|LG|Lenovo|Meizu|ZTE|Nubia|Asus|ROG"
    r"|Infinix|Tecno|itel|Gionee|Coolpad|Smartisan|LeEco|Letv|Doogee|Ulefone|Blackview|Oukitel|Umidigi"
    r"|Alcatel|Micromax|Hisense|HTC|TCL|Black ?Shark|Nothing(?= Phone)|Fairphone|Vsmart|Wiko"
    r"|Amazon Fire|Surface"
    r"|Mate(?=[ ]?(?:\d|X))|Nova(?=[ ]?\d)|Reno(?=[ ]?\d)|Find(?= [XN]\d)|Pura(?=[ ]?\d)"
    r"|三星|小米|红米|华为|荣耀|魅族|魅蓝|一加|1加|努比亚|锤子|坚果|联想|中兴|真我|诺基亚|摩托罗拉|黑鲨|酷派|金立|乐视|海信"
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
