"""The names of SDK platforms: how documentation and developers write them, and the one we store.

Documentation says ``ios-oc`` or ``微信小程序``, a developer says "RN" or "安卓"; a passage and a
question only meet on the platform when both are brought to the same word first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

# Canonical name -> other ways to write it, lower case, words separated by one space. A synonym is
# listed only when it names the platform wherever it stands alone: in a path, an attribute, a label.
_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "android": ("安卓", "android java", "android kotlin", "android native", "android sdk"),
    "ios": (
        "iphone",
        "ipad",
        "ipados",
        "苹果",
        "ios oc",
        "ios objc",
        "ios swift",
        "ios native",
        "ios sdk",
    ),
    "macos": ("mac", "mac os", "mac os x", "osx", "macos oc", "macos swift"),
    "windows": ("win", "win32", "win64", "windows cpp", "windows cs", "windows c++", "pc windows"),
    "linux": ("ubuntu", "linux c", "linux cpp", "linux c++", "linux java", "linux native"),
    "web": (
        "javascript",
        "js",
        "h5",
        "browser",
        "web js",
        "web sdk",
        "vue",
        "网页",
        "浏览器",
        "web 端",
    ),
    "react-js": ("react", "reactjs", "react web", "react sdk"),
    "flutter": ("flutter dart", "dart", "flutter ng", "flutter sdk"),
    "react-native": ("rn", "reactnative", "react native sdk", "react native js"),
    "unity": ("unity3d", "unity 3d", "unity cs", "unity3d cs", "unity sdk"),
    "unreal": ("unreal engine", "ue", "ue4", "ue5", "unreal cpp", "unreal engine cpp"),
    "blueprint": ("unreal blueprint", "unreal engine blueprint", "蓝图"),
    "cocos": ("cocos creator", "cocos2d", "cocos2d x", "cocos2dx", "cocos creator ts", "cocos2d-x"),
    "electron": ("electron js", "electron sdk"),
    "harmonyos": ("harmony", "openharmony", "ohos", "鸿蒙", "harmony os", "harmonyos arkts"),
    "miniprogram": (
        "mini program",
        "miniapp",
        "mini app",
        "applet",
        "wechat",
        "weixin",
        "wechat mini program",
        "小程序",
        "微信小程序",
        "小程序 sdk",
        "mini program js",
        "wechat miniprogram",
    ),
    "uniapp": ("uni app", "uni app js", "uni app x"),
    "server": (
        "server side",
        "serverside",
        "restful",
        "rest",
        "rest api",
        "restful api",
        "服务端",
        "服务器端",
        "backend",
        "server api",
    ),
    "python": ("python sdk",),
}

PLATFORMS: tuple[str, ...] = tuple(_SYNONYMS)

_CANONICAL: Mapping[str, str] = MappingProxyType(
    {
        re.sub(r"[\s_-]+", " ", written): name
        for name, others in _SYNONYMS.items()
        for written in (name, *others)
    }
)

# In running text these words mean something else too often to count as a platform.
_AMBIGUOUS_IN_PROSE = frozenset(
    {"js", "win", "ue", "rest", "dart", "python", "mac", "browser", "backend", "浏览器", "网页"}
    | {"react", "javascript", "vue", "server", "苹果", "server api", "server side", "rest api"}
)


def _mention_pattern() -> re.Pattern[str]:
    written = sorted(_CANONICAL.keys() - _AMBIGUOUS_IN_PROSE, key=lambda word: (-len(word), word))
    words = (re.escape(word).replace(r"\ ", r"[\s_-]*") for word in written)
    # Latin letters on either side would be another word ("website"); Chinese ones are not.
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(words)})(?![A-Za-z])", re.IGNORECASE)


_MENTION = _mention_pattern()
_SQUEEZED: Mapping[str, str] = MappingProxyType(
    {written.replace(" ", ""): name for written, name in _CANONICAL.items()}
)


def normalise_platform(written: str) -> str:
    """Bring one way of writing a platform to its canonical name, or "" when it is none.

    >>> [normalise_platform(name) for name in ("React Native", "微信小程序", "All")]
    ['react-native', 'miniprogram', '']
    """
    key = re.sub(r"[\s_-]+", " ", written.strip().lower())
    return _CANONICAL.get(key) or _SQUEEZED.get(key.replace(" ", ""), "")


def normalise_platforms(written: Iterable[str]) -> tuple[str, ...]:
    """Normalise each name; the canonical names, sorted, without unknown ones."""
    return tuple(sorted({name for name in map(normalise_platform, written) if name}))


def platforms_in(text: str) -> tuple[str, ...]:
    """Platforms that a text names, in order of first mention.

    >>> platforms_in("On iOS 17 the web page freezes, 安卓端正常")
    ('ios', 'web', 'android')
    """
    found = (_SQUEEZED[re.sub(r"[\s_-]+", "", hit[0].lower())] for hit in _MENTION.finditer(text))
    return tuple(dict.fromkeys(found))


def without_platforms(text: str) -> str:
    """The text without the platforms that it names: the same for a guide's every platform."""
    return _MENTION.sub(" ", text)


_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "ios": "iOS",
        "macos": "macOS",
        "harmonyos": "HarmonyOS",
        "react-js": "React",
        "react-native": "React Native",
        "restful": "REST API",
    }
)


def platform_label(name: str) -> str:
    """A canonical name as people write it: `android` -> `Android`, `ios` -> `iOS`."""
    return _LABELS.get(name) or name.replace("-", " ").title()
