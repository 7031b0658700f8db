"""The colours of the design can be read: measured on the tokens, since axe misses some pairs."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "static/css/tokens.css").read_text(encoding="utf-8")
LIGHT_CSS, DARK_CSS = TOKENS.split("@media (prefers-color-scheme: dark)")
COLOUR = r"--([a-z-]+): (#[0-9a-f]+);"
LIGHT = dict(re.findall(COLOUR, LIGHT_CSS))
DARK = LIGHT | dict(re.findall(COLOUR, DARK_CSS))

READ = [
    (text, ground)
    for text in ("ink", "mute", "accent", "accent-strong", "clay", "sun", "sky")
    for ground in ("paper", "card")
]
READ += [("on-accent", "accent"), ("on-accent", "accent-strong"), ("card", "clay")]
READ += [(tone, f"{tone}-soft") for tone in ("accent", "sun", "clay", "sky")]
READ += [(text, f"{tone}-soft") for text in ("ink", "mute") for tone in ("accent", "sun", "clay", "sky")]
SEEN = [("edge", "paper"), ("edge", "card"), ("clay", "card"), ("accent", "paper"), ("accent", "card")]


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_four_and_a_half_and_edges_three_to_one(scheme):
    low = {pair: contrast(*(scheme[name] for name in pair)) for pair in READ}
    assert {pair: value for pair, value in low.items() if value < 4.5} == {}
    low = {pair: contrast(*(scheme[name] for name in pair)) for pair in SEEN}
    assert {pair: value for pair, value in low.items() if value < 3} == {}


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return round((light + 0.05) / (dark + 0.05), 2)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    red, green, blue = (linear(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
