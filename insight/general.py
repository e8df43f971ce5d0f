"""General words: TextBlob's lists of everyday English. Its files are read where they lie, since importing the package
takes seconds."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean
from xml.etree import ElementTree

from insight.lexicon import load

_AUDIBLE = 0.1
"""Words that the lexicon weighs less than this say too little to count."""


@cache
def general_lexicon() -> Mapping[str, float]:
    """The mean polarity of each word, −1 to 1, without what means nothing in a school: as TextBlob averages it, first
    by part of speech."""
    faint = set(load("sentiment")["faint"]["words"])
    senses: defaultdict[str, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in ElementTree.parse(_folder() / "en-sentiment.xml").getroot().iter("word"):  # noqa: S314
        senses[row.get("form", "")][row.get("pos", "")].append(float(row.get("polarity", 0)))
    means = {word: fmean(fmean(values) for values in by_part.values()) for word, by_part in senses.items() if word}
    means |= {_adverb(word): fmean(by_part["JJ"]) for word, by_part in senses.items() if word and "JJ" in by_part}
    rounded = {word: round(mean, 9) for word, mean in means.items()}
    return {word: mean for word, mean in rounded.items() if word not in faint and abs(mean) >= _AUDIBLE}


def _adverb(adjective: str) -> str:
    """ "terrible" → "terribly", "happy" → "happily": an adverb weighs what its adjective does."""
    stem = adjective[:-1] + "i" if adjective.endswith("y") else adjective
    return stem.removesuffix("le") + "ly"


def parts_of_speech() -> Mapping[str, str]:
    """Each word's most frequent part of speech, as a Penn Treebank tag."""
    lines = (_folder() / "en-lexicon.txt").read_text("utf-8").splitlines()
    pairs = (line.split(" ") for line in lines if line and not line.startswith(";;;"))
    return {pair[0]: pair[1] for pair in pairs if len(pair) > 1}


def _folder() -> Path:
    spec = find_spec("textblob")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("textblob is not installed")
    return Path(spec.submodule_search_locations[0]) / "en"
