"""Sentiment as a TextBlob analyser: TextBlob's general lexicon for everyday words, ours for schools and
British English.

Imports textblob, which takes a second or more: import this module only where a text is really to be judged.
"""

from textblob.base import CONTINUOUS, BaseSentimentAnalyzer
from textblob.en import sentiment as pattern_lexicon

from insight.lexicon import load
from insight.polarity import Sentiment, stance

_AUDIBLE = 0.1
"""Words that the general lexicon weighs less than this say too little to count."""


class SchoolSentimentAnalyzer(BaseSentimentAnalyzer):
    """For `TextBlob(text, analyzer=SchoolSentimentAnalyzer()).sentiment`: answers an
    `insight.Sentiment`."""

    kind = CONTINUOUS
    RETURN_TYPE = Sentiment

    def train(self) -> None:
        """Read the general lexicon: the mean polarity of each word, without those that mean nothing in a
        school."""
        faint = set(load("sentiment")["faint"]["words"])
        pattern_lexicon.load()
        self._general = {
            word: float(senses[None][0])
            for word, senses in dict.items(pattern_lexicon)
            if word not in faint and abs(senses[None][0]) >= _AUDIBLE
        }
        super().train()

    def analyze(self, text: str) -> Sentiment:
        """The text's stance. See insight.polarity for how it is added up."""
        super().analyze(text)
        return stance(text, self._general)
