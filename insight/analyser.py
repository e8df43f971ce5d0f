"""Sentiment as a TextBlob analyser.

Imports textblob, which takes a second or more: import this module only where a TextBlob is really wanted.
"""

from textblob.base import CONTINUOUS, BaseSentimentAnalyzer

from insight.model import fitted
from insight.polarity import Sentiment
from insight.sentiment import judge


class SchoolSentimentAnalyzer(BaseSentimentAnalyzer):
    """For `TextBlob(text, analyzer=SchoolSentimentAnalyzer()).sentiment`: answers an
    `insight.Sentiment`."""

    kind = CONTINUOUS
    RETURN_TYPE = Sentiment

    def train(self) -> None:
        """Read the fitted model; nothing is fitted here."""
        fitted()
        super().train()

    def analyze(self, text: str) -> Sentiment:
        """The text's sentiment. See insight.sentiment."""
        super().analyze(text)
        return judge(text)
