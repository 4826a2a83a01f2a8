"""The reporter's build machine: tool dumps whose systems and versions are nobody's device."""

from bot.support.extraction.patterns import cased, folded
from bot.support.extraction.regions import Region

_HOST_LINE = cased(
    # flutter doctor: "[✓] Android toolchain - develop for Android devices (Android SDK version 33)"
    r"^[ \t>]{0,8}\[[✓√!✗☠]\][ \t](?!Flutter)[^\n]{0,300}$"
    r"|^[ \t]{0,12}[•\u2022][ \t](?![^\n]{0,120}\b(?:mobile|emulator|simulator)\b)[^\n]{0,300}$"
    # react-native info, expo diagnostics
    r"|^[ \t]{0,8}(?:CPU|Memory|Shell|Binaries|Node|Yarn|npm|Watchman|Managers|CocoaPods|SDKs|IDEs"
    r"|Android Studio|Languages|Java|Python|Ruby|Platforms|API Levels|Build Tools|System Images"
    r"|Android NDK|npmGlobalPackages|Homebrew|pnpm|(?:iOS|Android) SDK)[ \t]{0,4}:[^\n]{0,300}$"
    r"|^[ \t]{0,8}Xcode:[ \t]\d[\d.]{0,8}/[^\n]{0,120}$"
)
# The first line of a doctor's report names the tool and, behind "on", the machine.
_HOST_SYSTEM = folded(
    r"\bon (?:macOS|Mac OS X|Microsoft Windows|Windows|Linux|Ubuntu)\b[^\n)]{0,120}"
)
_RN_SYSTEM = cased(r"^[ \t]{0,8}System:[ \t]{0,4}\n[ \t]{1,12}OS:[^\n]{0,120}$")
_FLUTTER = cased(r"Flutter \(Channel[^\n]{0,300}")


def build_host(text: str) -> tuple[Region, ...]:
    """Return the stretches that describe the machine on which the app was built."""
    found = [Region(*match.span()) for match in _RN_SYSTEM.finditer(text)]
    for line in _FLUTTER.finditer(text):
        found += [
            Region(*match.span()) for match in _HOST_SYSTEM.finditer(text, line.start(), line.end())
        ]
    if found or "Doctor summary" in text or "flutter doctor" in text:
        found += [Region(*match.span()) for match in _HOST_LINE.finditer(text)]
    return tuple(found)
