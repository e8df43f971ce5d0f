"""Groups: a clear difference is called one, an unclear one is not, and small groups are not shown at all."""

from insight import compare_groups


def people(**sizes: int) -> dict[str, str | None]:
    return {f"{group}{i}": group for group, size in sizes.items() for i in range(size)}


def test_a_group_that_speaks_of_a_theme_far_more_often_is_found() -> None:
    groups = people(a=30, b=30)
    said = {id_: ["meals"] if id_.startswith("a") else [] for id_ in groups}
    first = compare_groups(groups, said, ["meals"])[0]
    assert (first.group, first.finding, first.share, first.others, first.effect) == ("a", "higher", 1, 0, 1)
    assert first.adjusted_p < 0.001


def test_a_small_difference_is_no_clear_difference() -> None:
    groups = people(a=20, b=20)
    said = {id_: ["meals"] if id_.endswith("1") else [] for id_ in groups}
    assert {row.finding for row in compare_groups(groups, said, ["meals"])} == {"no clear difference"}


def test_a_small_group_is_hidden_and_another_with_it() -> None:
    groups = people(a=40, b=30, c=3)
    said = {id_: ["meals"] for id_ in groups}
    assert {row.group for row in compare_groups(groups, said, ["meals"])} == {"a"}


def test_a_group_whose_others_are_too_few_is_hidden() -> None:
    groups = {**people(a=40), "x": None, "y": None}
    assert compare_groups(groups, {id_: ["meals"] for id_ in groups}, ["meals"]) == []
