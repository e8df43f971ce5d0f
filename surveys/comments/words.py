"""The words of comments and of what people said of them."""

from __future__ import annotations

from collections.abc import Mapping

from common.i18n import gettext as _
from surveys.comments.rules import AS_READ, HIDE, NO, YES, Aspect, Entry
from surveys.results.words import channel_name, sentiment_name
from surveys.rules import Channel
from surveys.spoken import english_name

__all__ = ["came_name", "english_name", "said_in_words"]


def came_name(came: str) -> str:
    """A group of comments by how they came in, or by their language."""
    kind, _colon, of = came.partition(":")
    return english_name(of) if kind == "language" else channel_name(Channel(of))


def said_in_words(entry: Entry, names: Mapping[str, str]) -> str:
    """What somebody said of a comment; `names` are the themes' names."""
    if entry.aspect is Aspect.THEME:
        theme = names.get(entry.subject, entry.subject)
        return _theme_words(entry.value) % {"theme": theme}
    if entry.aspect is Aspect.SENTIMENT:
        if entry.value == AS_READ:
            return _("Feels: as the machine read it")
        return _("Feels: %(feeling)s", feeling=sentiment_name(entry.value))
    if entry.aspect is Aspect.LANGUAGE:
        return _("Written in %(language)s", language=english_name(entry.value))
    if entry.aspect is Aspect.NAME:
        return _name_words(entry.value) % {"words": entry.subject}
    return {
        (Aspect.SUGGESTION, YES): _("Makes a suggestion"),
        (Aspect.SUGGESTION, NO): _("Makes no suggestion"),
        (Aspect.SUGGESTION, AS_READ): _("Suggestion: as the machine read it"),
        (Aspect.ANSWER, NO): _("Says nothing"),
        (Aspect.ANSWER, YES): _("Says something"),
        (Aspect.ANSWER, AS_READ): _("Whether it says anything: as the machine read it"),
        (Aspect.QUOTE, "barred"): _("Not to be quoted"),
        (Aspect.QUOTE, AS_READ): _("May be quoted"),
        (Aspect.ALONE, YES): _("Counts by itself"),
        (Aspect.ALONE, AS_READ): _("Counts as one voice with those that say the same"),
        (Aspect.CHECKED, YES): _("Read rightly in its own language"),
        (Aspect.CHECKED, AS_READ): _("Not checked after all"),
    }[entry.aspect, entry.value]


def _theme_words(value: str) -> str:
    if value == AS_READ:
        return _("“%(theme)s”: as the machine read it")
    return _("Speaks of “%(theme)s”") if value == YES else _("Does not speak of “%(theme)s”")


def _name_words(value: str) -> str:
    if value == AS_READ:
        return _("“%(words)s”: as the machine read it")
    return _("“%(words)s” is taken out") if value == HIDE else _("“%(words)s” is no name")
