"""Reading the form of a new version of a body's rules."""

from __future__ import annotations

from datetime import date

from common.forms import FormData, FormErrors, FormReader
from governance.forms import id_in
from governance.rules import RuleNumbers
from governance.rulesets.rules import RulesAdopted
from votes.count.result import Rule
from votes.rules import MajorityRule, VoteBase


def parse_rules(data: FormData, today: date) -> RulesAdopted | FormErrors:
    """Every number of the rule set, the day it was adopted and why. An empty quorum field is not asked for."""
    reader = FormReader(data)
    numbers = _numbers(reader)
    adopted_on = _day(reader, today)
    reason = reader.text("reason", missing="Say why the rules change: the next clerk reads it.", longest=1000)
    motion = id_in(reader, "motion")
    after = reader.integer("after", 0, 1_000_000, missing="Reload the page and enter the rules again.")
    errors = reader.errors()
    if errors or numbers is None or adopted_on is None or after is None:
        return errors or FormErrors((), reader.typed)
    return RulesAdopted(numbers, adopted_on, reason, motion, after)


def _day(reader: FormReader, today: date) -> date | None:
    text = reader.raw("adopted_on")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        reader.error("adopted_on", "Enter the day on which the rules were adopted.")
        return None
    if day > today:
        reader.error("adopted_on", "Enter a day that is not still to come.")
    return day


def _numbers(reader: FormReader) -> RuleNumbers | None:
    missing = "Enter a number."
    notice = reader.integer("notice_clear_days", 0, 365, missing=missing)
    general = reader.integer("general_notice_clear_days", 0, 365, missing=missing)
    count, share = reader.integer("quorum_count", 1, 10_000), _share(reader)
    if count is None and share is None and not reader.typed.get("quorum_count"):
        reader.error("quorum_count", "Enter how many voting members make a quorum, as a number, a share or both.")
    majority, fraction, base = _majority(reader)
    hours = reader.integer("poll_hours", 1, 24 * 365, missing=missing)
    proxies = reader.integer("most_proxies", 0, 100, missing="Enter a number; 0 means no proxies.")
    resolution = reader.integer("resolution_days", 1, 365, missing=missing)
    counting = reader.choice("counting", list(Rule), missing="Choose how elections are counted.")
    if None in (notice, general, majority, base, hours, proxies, resolution, counting):
        return None
    return RuleNumbers(
        notice_clear_days=notice or 0,
        general_notice_clear_days=general or 0,
        quorum_count=count,
        quorum_share=share,
        parents_outnumber=_ticked(reader, "parents_outnumber"),
        majority=str(majority),
        majority_numerator=fraction[0],
        majority_denominator=fraction[1],
        base=str(base),
        casting_vote=_ticked(reader, "casting_vote"),
        poll_hours=hours or 1,
        secret_by_default=_ticked(reader, "secret_by_default"),
        most_proxies=proxies or 0,
        in_person_overrides=_ticked(reader, "in_person_overrides"),
        resolution_days=resolution or 1,
        counting=Rule(counting or Rule.SCOTTISH_STV),
    )


def _ticked(reader: FormReader, name: str) -> bool:
    return bool(reader.choices(name, ["yes"]))


def _share(reader: FormReader) -> tuple[int, int] | None:
    numerator = reader.integer("quorum_numerator", 1, 1000)
    denominator = reader.integer("quorum_denominator", 1, 1000)
    given = [bool(reader.typed.get(name)) for name in ("quorum_numerator", "quorum_denominator")]
    if any(given) and not all(given):
        reader.error("quorum_numerator", "Enter both parts of the share, such as 1 and 3, or neither.")
    if numerator is None or denominator is None:
        return None
    if numerator > denominator:
        reader.error("quorum_numerator", "The share is at most the whole.")
    return numerator, denominator


def _majority(reader: FormReader) -> tuple[str | None, tuple[int, int], str | None]:
    """The kind of majority, its fraction (used by a custom one only) and of what it is taken."""
    majority = reader.choice("majority", list(MajorityRule), missing="Choose what carries a motion.")
    base = reader.choice("base", list(VoteBase), missing="Choose of what the majority is taken.")
    if majority != MajorityRule.CUSTOM:
        return majority, (1, 2), base
    missing = "Enter both parts of the fraction, such as 4 and 5."
    numerator = reader.integer("majority_numerator", 1, 1000, missing=missing)
    denominator = reader.integer("majority_denominator", 1, 1000, missing=missing)
    if numerator and denominator and not denominator < 2 * numerator <= 2 * denominator:
        reader.error("majority_numerator", "A majority is more than a half and at most the whole.")
    return majority, (numerator or 1, denominator or 1), base
