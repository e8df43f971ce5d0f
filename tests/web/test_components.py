"""The shared components: what they show, what they keep back, and that they are sound without eyes or colour."""

import re
from typing import Any

import pytest
from jinja2 import UndefinedError

from common.render import environment

SCALE = [
    {"key": "strongly_agree", "label": "Strongly agree"},
    {"key": "agree", "label": "Agree"},
    {"key": "disagree", "label": "Disagree"},
    {"key": "strongly_disagree", "label": "Strongly disagree"},
]


def show(source: str, **context: Any) -> str:
    return environment().from_string(source).render(**context)


def a_row(*percents: float, **changes: Any) -> dict[str, Any]:
    shares = [{**point, "percent": percent, "count": 7} for point, percent in zip(SCALE, percents, strict=False)]
    row = {"label": "My child is happy", "n": 28, "shares": shares, "agree_percent": 75, "low": 60, "high": 86}
    return {**row, "suppressed": False, **changes}


def bars(*rows: dict[str, Any], points: list[dict[str, str]] = SCALE) -> str:
    return show("{{ agree_bars(rows, points) }}", rows=rows, points=points)


def test_bars_stand_end_to_end_and_fill_the_width() -> None:
    drawn = re.findall(r'x="([\d.]+)%" y="0" width="([\d.]+)%"', bars(a_row(40, 35, 15, 10)))
    assert [(float(start), float(width)) for start, width in drawn] == [(0, 40), (40, 35), (75, 15), (90, 10)]


def test_each_share_is_also_said_in_words() -> None:
    html = bars(a_row(40, 35, 15, 10))
    spoken = re.search(r'<span class="govuk-visually-hidden">(.*?)</span>\s*<svg', html, re.S)
    assert spoken
    assert "Strongly disagree: 10%, 7 answers" in " ".join(spoken[1].split())


def test_a_suppressed_row_shows_no_figure_at_all() -> None:
    html = bars(a_row(40, 35, 15, 10, label="Year six", suppressed=True))
    body = html[html.index("<tbody") :]
    assert "Too few answers" in body
    assert not re.search(r"\d", re.sub(r"<[^>]*>", "", body))
    assert "<rect" not in body


def test_an_interval_without_width_is_not_shown() -> None:
    assert "likely 60% to 86%" in bars(a_row(40, 35, 15, 10))
    assert "likely" not in bars(a_row(40, 35, 15, 10, low=75, high=75))
    assert "likely" not in bars(a_row(40, 35, 15, 10, low=None, high=None))


def test_every_fill_points_at_a_pattern_that_every_page_holds() -> None:
    odd = [*SCALE, {"key": "dont_know", "label": "Don't know"}]
    named = [{"key": str(at), "label": str(at)} for at in range(4)]
    patterns = set(re.findall(r'<pattern id="([^"]+)"', show("{{ bar_patterns() }}")))
    for points in (SCALE, odd, named, named[:2], [*named, *odd]):
        used = re.findall(r"url\(#([^)]+)\)", bars(points=points))
        assert len(used) == len(points)
        assert set(used) <= patterns


def test_a_scale_of_other_words_still_runs_from_agreement_to_disagreement() -> None:
    named = [{"key": word, "label": word} for word in ("always", "often", "rarely", "never", "dont_know")]
    used = re.findall(r"url\(#q-pattern-([^)]+)\)", bars(points=named))
    assert used == ["strongly_agree", "agree", "disagree", "strongly_disagree", "aside"]


def test_words_of_a_comment_are_escaped_and_counted() -> None:
    html = show("{{ quote(text, 'A parent', n) }}", text="<b>Bold</b>", n=1)
    assert "&lt;b&gt;Bold&lt;/b&gt;" in html
    assert "1 comment says this" in html
    assert "31 comments say this" in show("{{ quote('x', count=31, href='/c') }}")
    assert '__text"><span' in html, "line breaks show in a quotation: one before its words would be an empty line"


def test_a_step_that_may_not_be_opened_is_no_link() -> None:
    assert "<a" not in show('{{ thread_step("finding", "Places go too fast") }}')
    assert 'href="/f/1"' in show('{{ thread_step("finding", "Places go too fast", href="/f/1") }}')


def test_a_step_can_hold_more_in_its_body() -> None:
    html = show('{% call thread_step("action", "Lottery", place="here") %}<p>Mr Ahmed</p>{% endcall %}')
    assert "<p>Mr Ahmed</p>" in html
    assert 'aria-current="step"' in html


def test_a_state_without_words_is_an_error_and_not_an_empty_tag() -> None:
    assert "Set aside" in show('{{ state_tag("set_aside") }}')
    assert "Tie" in show('{{ state_tag("tied", "Tie") }}')
    with pytest.raises(UndefinedError):
        show('{{ state_tag("tied") }}')


def test_progress_of_unknown_length_has_no_value() -> None:
    assert re.search(r'value="3"\s+max="8"', show('{{ progress("Question", 3, 8) }}'))
    assert "value=" not in show('{{ progress("Reading the comments") }}')


def test_a_page_shows_who_is_signed_in_and_a_way_out_that_is_a_form() -> None:
    context: dict[str, Any] = {"asset": str, "csrf_token": "t0k", "csrf_input": "<input name=_csrf_token>"}
    page = show('{% extends "base.html" %}', **context, person={"name": "Amina <Yusuf>"}, nav=[("/a", "A", True)])
    assert "Amina &lt;Yusuf&gt;" in page
    assert 'method="post" action="/sign-out"' in page
    assert '{"X-CSRF-Token": "t0k"}' in page
    assert 'aria-current="page"' in page
    assert "sign-out" not in show('{% extends "base.html" %}', **context)
