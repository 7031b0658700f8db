"""The words that hosts say aloud, one a session: common, short, and like no other one here when heard badly."""

from __future__ import annotations

import unicodedata

# fmt: off
WORDS = (
    "acorn", "airport", "almond", "anchor", "apple", "apron", "arrow", "artist", "autumn", "avocado",
    "balcony", "balloon", "bamboo", "banana", "banjo", "barley", "basket", "beacon", "bicycle", "biscuit",
    "blanket", "blossom", "bottle", "bracelet", "branch", "breakfast", "bridge", "bucket", "buffalo",
    "butterfly", "button", "cabbage", "cactus", "camel", "camera", "candle", "canoe", "captain", "caravan",
    "cardboard", "carpet", "carrot", "castle", "ceiling", "chapter", "cherry", "chicken", "chimney",
    "chocolate", "cinnamon", "circle", "clarinet", "clover", "coconut", "coffee", "compass", "copper",
    "cotton", "cricket", "crocodile", "crystal", "cucumber", "curtain", "cushion", "daisy", "dancer",
    "diamond", "dinner", "doctor", "dolphin", "donkey", "dragon", "drummer", "eagle", "elbow", "elephant",
    "emerald", "engine", "envelope", "farmer", "feather", "festival", "finger", "flamingo", "forest",
    "fountain", "fridge", "garage", "garden", "garlic", "ginger", "giraffe", "goldfish", "gorilla",
    "grape", "guitar", "hammer", "hammock", "harvest", "helmet", "hippo", "honey", "horizon", "hospital",
    "island", "jacket", "jaguar", "jasmine", "jungle", "kangaroo", "kettle", "keyboard", "ladder",
    "lantern", "lavender", "lemon", "leopard", "library", "lizard", "lobster", "magnet", "mango", "maple",
    "market", "melon", "meteor", "mirror", "monkey", "monsoon", "mosaic", "mountain", "mushroom", "napkin",
    "necklace", "needle", "notebook", "ocean", "octopus", "olive", "onion", "orange", "orchard",
    "orchestra", "ostrich", "oyster", "package", "paddle", "painter", "palace", "pancake", "papaya",
    "paper", "parrot", "passport", "pebble", "pelican", "pencil", "penguin", "pepper", "piano", "picnic",
    "picture", "pillow", "pineapple", "pirate", "planet", "pocket", "postcard", "potato", "pumpkin",
    "puzzle", "pyramid", "rabbit", "radio", "rainbow", "raincoat", "ribbon", "river", "robin", "rocket",
    "rooster", "saddle", "sailor", "salmon", "sandal", "sapphire", "saucepan", "scissors", "scooter",
    "seagull", "shadow", "shepherd", "shoulder", "silver", "skeleton", "snowflake", "spider", "spinach",
    "squirrel", "stadium", "station", "stomach", "strawberry", "submarine", "sugar", "summer", "sunflower",
    "sweater", "table", "teacher", "teapot", "telescope", "thunder", "ticket", "tiger", "tomato",
    "tortoise", "tractor", "triangle", "trumpet", "tulip", "tunnel", "turtle", "umbrella", "valley",
    "vanilla", "village", "violin", "volcano", "waiter", "walnut", "wardrobe", "waterfall", "weather",
    "whistle", "window", "winter", "wolf", "yellow", "zebra",
)
# fmt: on


def word_at(number: int) -> str:
    """The word for a number, however large."""
    return WORDS[number % len(WORDS)]


def is_same(typed: str, word: str) -> bool:
    """Whether somebody typed this word: capitals, accents, spaces and marks make no difference."""
    return _plain(typed) == _plain(word)


def _plain(text: str) -> str:
    spelled = unicodedata.normalize("NFKD", text).casefold()
    return "".join(one for one in spelled if one.isalnum())
