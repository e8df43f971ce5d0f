"""One or several of the options: scales of agreement, ratings, single and multiple choice, consent. Pure.

What was typed is one option a line; beside "other" stand, after a tab, the writer's own words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from surveys.questions.asked import DONT_KNOW, LONGEST_LINE, OTHER, AskedQuestion
from surveys.questions.faults import NOT_AN_OPTION, Fault, fault
from surveys.rules import QuestionKind


def read(question: AskedQuestion, sent: Callable[[str], Sequence[str]]) -> str:
    """The chosen options. Of an option that there is not, a mark stays that `wrong` finds."""
    chosen = list(dict.fromkeys(" ".join(item.split()) for item in sent(question.name) if item.strip()))
    if question.kind is not QuestionKind.MULTIPLE:
        chosen = chosen[-1:]
    own = " ".join(" ".join(sent(f"{question.name}-{OTHER}")).split())
    if own and OTHER in question.choices:
        # Who wrote something of their own meant it, whether or not they marked "other" too.
        chosen = [item for item in chosen if item != OTHER] if question.kind is QuestionKind.MULTIPLE else []
        chosen.append(f"{OTHER}\t{own}")
    return "\n".join(chosen)


def values(typed: str) -> tuple[str, ...]:
    """The options alone."""
    return tuple(line.partition("\t")[0] for line in typed.split("\n") if line)


def own_words(typed: str) -> str:
    """What was typed beside "other"."""
    return next((line.partition("\t")[2] for line in typed.split("\n") if line.startswith(f"{OTHER}\t")), "")


def wrong(question: AskedQuestion, typed: str) -> Fault | None:
    """What is wrong with a choice that was made."""
    chosen = values(typed)
    if not set(chosen) <= set(question.choices) or len(set(chosen)) != len(chosen):
        return NOT_AN_OPTION
    if question.kind is not QuestionKind.MULTIPLE:
        return NOT_AN_OPTION if len(chosen) > 1 else _wrong_words(typed)
    if DONT_KNOW in chosen and len(chosen) > 1:
        return fault("Choose either “Don’t know” or the other options: %(question)s")
    if question.most and len(chosen) > question.most:
        return fault(
            "Choose %(most)s at most (you have chosen %(chosen)s): %(question)s", most=question.most, chosen=len(chosen)
        )
    return _wrong_words(typed)


def _wrong_words(typed: str) -> Fault | None:
    length = len(own_words(typed))
    if length > LONGEST_LINE:
        return fault(
            "Shorten your answer to %(longest)s characters (it has %(length)s, and all are kept): %(question)s",
            longest=LONGEST_LINE,
            length=length,
        )
    return None


def kept(question: AskedQuestion, typed: str) -> str:
    """What of it goes into the draft: options that there are."""
    return "\n".join(line for line in typed.split("\n") if line.partition("\t")[0] in question.choices)


def told(question: AskedQuestion, typed: str) -> str:
    """What was chosen, in words, for a last look."""
    labels = dict(question.options)
    words = [labels.get(value, value) for value in values(typed)]
    own = own_words(typed)
    return "; ".join(words) + (f": {own}" if own else "")
