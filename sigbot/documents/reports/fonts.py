"""Which fonts a PDF needs for its characters: those of the extra `pdf`, then the system's.

Needs the extra `pdf`.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path

WHEELS = (
    "fontpkg-noto-sans",
    "fontpkg-noto-sans-arabic",
    "noto-cjk-sans-jp-regular",
)
"""Packages of fonts, in the order in which a character is looked for. The first one is of Latin,
Greek, Cyrillic and Devanagari, the last one of Chinese, Japanese and Korean."""

SUBSTITUTE = "\ufffd"
"""What is shown for a character that no font has; the first font has it."""

_ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
_IN_COLOUR = "emoji"
"""Fonts with such a name hold pictures instead of outlines."""

_SYMBOLS = ("S", "C")
"""Categories of characters that are of no script."""


@dataclass(frozen=True, slots=True)
class Font:
    path: Path
    family: str
    characters: frozenset[int]


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts of a text, in the order in which they are tried, and what none of them has."""

    fonts: Sequence[Font]
    are_from_system: bool
    missing: frozenset[str]

    @property
    def families(self) -> list[str]:
        return [font.family for font in self.fonts]

    @property
    def folders(self) -> list[Path]:
        return sorted({font.path.parent for font in self.fonts})


def fonts_for(text: str) -> Fonts:
    """Choose fonts for a text: no more than it needs, and the system's only where they must be."""
    wanted = frozenset(ord(sign) for sign in set(text) if _is_drawn(sign))
    chosen, missing = _choose(_of_wheels(), wanted)
    of_system: list[Font] = []
    if missing:
        of_system, missing = _choose(_of_system(), missing)
    return Fonts([*chosen, *of_system], bool(of_system), frozenset(map(chr, missing)))


def _is_drawn(sign: str) -> bool:
    """Return whether a character needs a font: marks that only steer how others look do not."""
    code = ord(sign)
    steers = 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or code == 0x034F
    return not steers and not sign.isspace() and unicodedata.category(sign) not in ("Cf", "Cc")


def _choose(fonts: Iterable[Font], wanted: frozenset[int]) -> tuple[list[Font], frozenset[int]]:
    """Return the fonts that have any of the characters, and the characters that none has.

    The first font is always chosen.
    """
    chosen: list[Font] = []
    for font in fonts:
        if not chosen or wanted & font.characters:
            chosen.append(font)
            wanted -= font.characters
        if not wanted:
            break
    return chosen, wanted


def _of_wheels() -> Iterator[Font]:
    for name in WHEELS:
        for file in distribution(name).files or ():
            if file.suffix in _ENDINGS and "Italic" not in file.name:
                yield _font(Path(str(file.locate())), 0)


def _of_system() -> Iterator[Font]:
    """Yield the upright fonts of the system, in the order of their paths."""
    import typst  # noqa: PLC0415  (large, and only in the extra `pdf`)

    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False).fonts()
    upright = {
        (font.path, font.index)
        for font in fonts
        if font.path and font.style == "normal" and _IN_COLOUR not in font.family.lower()
    }
    for path, index in sorted(upright):
        yield _font(Path(path), index)


@lru_cache(maxsize=64)
def _font(path: Path, index: int) -> Font:
    from fontTools.ttLib import TTFont  # noqa: PLC0415  (only in the extra `pdf`)

    with TTFont(path, fontNumber=index, lazy=True) as font:
        characters = frozenset(font.getBestCmap() or ())
        return Font(path, str(font["name"].getBestFamilyName()), characters)


def scripts_of(characters: Iterable[str]) -> list[str]:
    """Name the scripts of characters in the order of the alphabet, symbols as an empty text."""
    return sorted({_script(sign) for sign in characters})


def _script(sign: str) -> str:
    if unicodedata.category(sign)[0] in _SYMBOLS:
        return ""
    return unicodedata.name(sign, "").partition(" ")[0].capitalize()
