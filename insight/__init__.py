"""Insight: what parents' comments say. A pure library: strings and numbers in, frozen dataclasses out.

Some names here are both a function and the module that it lives in (`themes`, `sentiment`, `topics`,
`quotes`, `language`,
`safeguarding`): as attributes of this package they are the functions. Inside modules import with `from
insight.themes import …`.
"""

from insight.analysis import Analysis, analyse, conclude
from insight.corrections import Correction
from insight.findings import Before, Finding, Sentence
from insight.groups import GroupFinding, compare_groups
from insight.language import language
from insight.quotes import quotes
from insight.quoting import Quote
from insight.reader import Comment, CommentAnalysis, read, warm
from insight.redaction import Span, redacted, redactions
from insight.safeguarding import Flag, safeguarding
from insight.sentiment import Sentiment, sentiment
from insight.suggestion import suggestions
from insight.summary import Campaign, Summary
from insight.themes import Theme, ThemeHit, default_themes, themes
from insight.topics import topics

__all__ = [
    "Analysis",
    "Before",
    "Campaign",
    "Comment",
    "CommentAnalysis",
    "Correction",
    "Finding",
    "Flag",
    "GroupFinding",
    "Quote",
    "Sentence",
    "Sentiment",
    "Span",
    "Summary",
    "Theme",
    "ThemeHit",
    "analyse",
    "compare_groups",
    "conclude",
    "default_themes",
    "language",
    "quotes",
    "read",
    "redacted",
    "redactions",
    "safeguarding",
    "sentiment",
    "suggestions",
    "themes",
    "topics",
    "warm",
]
