"""`quorate analyse`: every row answered in order, the summary last, and a fault that says where it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from web.analyse_csv import analyse_file, read_file
from web.analyse_text import print_analysis, render_text
from web.comment_file import CsvFault


def a_file(folder: Path, content: str | bytes, name: str = "comments.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def objects(path: Path, **columns: str | None) -> list[dict[str, Any]]:
    wanted = {"column": "comment", "id_column": None, "group_column": None, **columns}
    return list(analyse_file(path, **wanted))  # type: ignore[arg-type]


def test_rows_come_in_order_and_the_summary_last(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'id,comment\nx1,"Too much homework,\neven on Fridays"\nx2,n/a\n')
    first, second, last = objects(path, id_column="id")
    assert [first["id"], second["id"]] == ["x1", "x2"]
    assert second["non_answer"]
    assert last["summary"]["comments"] == 2
    assert last["summary"]["answered"] == 1
    assert "groups" not in last["summary"]


def test_a_column_called_id_names_the_rows_unasked(tmp_path: Path) -> None:
    first, *_ = objects(a_file(tmp_path, "id,comment\nr7,Lovely school\n"))
    assert first["id"] == "r7"


def test_an_object_has_the_fields_that_were_promised(tmp_path: Path) -> None:
    text = "There is far too much homework, Mrs Okafor."
    row, last = json.loads(json.dumps(objects(a_file(tmp_path, f'comment\n"{text}"\n'))))
    assert row == {
        "id": "c1",
        "language": "en",
        "non_answer": False,
        "suggestion": False,
        "sentiment": row["sentiment"],
        "themes": [{"id": "homework", "start": 0, "end": 43, "sentiment": row["sentiment"]}],
        "safeguarding": {"flag": False, "reasons": []},
        "redactions": [{"start": 32, "end": 42, "type": "PERSON"}],
    }
    [theme] = last["summary"]["themes"]
    assert theme["quotes"] == [{"id": "c1", "start": 0, "end": 43, "text": "There is far too much homework, [name]."}]
    assert set(last["summary"]) == {"comments", "answered", "themes", "emergent", "unassigned", "duplicates"}


def test_groups_are_compared_and_small_ones_left_out(tmp_path: Path) -> None:
    lines = [f"The dinners are cold in week {i},Year 3" for i in range(12)]
    lines += [f"The library is lovely in week {i},Year 4" for i in range(12)]
    lines += [f"The library is lovely in room {i},Year 5" for i in range(11)]
    lines += ["The dinners are cold,Year 6"]
    path = a_file(tmp_path, "\n".join(["comment,year", *lines]))
    groups = objects(path, group_column="year")[-1]["summary"]["groups"]
    found = {(row["group"], row["theme"]): row["finding"] for row in groups}
    assert (found["Year 3", "meals"], found["Year 3", "facilities"]) == ("higher", "lower")
    assert {row["group"] for row in groups} == {"Year 3", "Year 4"}


def test_the_name_of_the_column_is_the_question(tmp_path: Path) -> None:
    path = a_file(tmp_path, "Any concerns?\nNone\n")
    row = objects(path, column="Any concerns?")[0]
    assert (row["non_answer"], row["sentiment"]["label"]) == (False, "positive")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_common_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = a_file(tmp_path, "comment\nThe café’s dinners are cold — £3\n".encode(encoding))
    row, last = objects(path)
    assert "meals" in {theme["id"] for theme in row["themes"]}
    assert last["summary"]["themes"][0]["quotes"][0]["text"] == "The café’s dinners are cold — £3"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "the file is empty"),
        ("text\nhello\n", r"line 1 \(read as utf-8\): no column “comment”; there are “text”"),
        ("comment,year\nhello\n", "line 2: 1 field where the header has 2"),
        ('comment,year\n"a\nb",3\nhello,4,5\n', "line 4: 3 fields where the header has 2"),
        ("comment\nhel\0lo\n", "line 2: a NUL byte"),
        (b"comment\nok\n\x81\x8d\n", "line 3: neither UTF-8"),
        ('comment\n"open\n', "line 2: unexpected end of data: a quotation mark opens here"),
        ('comment,more\nfine,1\n"two\nlines","open\nto the\nend\n', "line 4: unexpected end of data"),
        ('comment\n"open\n"closed"\n', "line 2, up to line 3: a quotation mark is missing"),
        ("id,Comment,comments\n1,x,y\n", "no column “comment”; there are “Comment”, “comments”. Choose one with --col"),
        ("id;Comment\n1;x\n", "no column “comment”; there is “Comment”. Choose it with --column"),
        (",".join(f"q{i}" for i in range(300)), "“q18”, “q19” and 280 more. Choose one with --column"),
        ("\ncomment\nx\n", "line 1 .*: the line is empty; it must name the columns"),
        ("comment,comment\na,b\n", "two columns are called “comment”"),
    ],
)
def test_a_fault_names_the_file_the_line_and_the_field(tmp_path: Path, content: str | bytes, message: str) -> None:
    path = a_file(tmp_path, content)
    with pytest.raises(CsvFault, match=message) as raised:
        objects(path)
    assert str(path) in str(raised.value)


def test_a_missing_file_and_a_repeated_id_are_faults(tmp_path: Path) -> None:
    with pytest.raises(CsvFault, match="no such file"):
        objects(tmp_path / "nowhere.csv")
    path = a_file(tmp_path, "id,comment\na,x\na,y\n")
    with pytest.raises(CsvFault, match="line 3, field “id”: 'a' is already on line 2"):
        objects(path, id_column="id")


def test_an_empty_id_is_a_fault_and_an_empty_row_is_none(tmp_path: Path) -> None:
    path = a_file(tmp_path, "id,comment\na,x\n , y\n")
    with pytest.raises(CsvFault, match="line 3, field “id”: it is empty"):
        objects(path)
    assert len(objects(a_file(tmp_path, "id,comment\na,x\n,\n,\n"))) == 2


@pytest.mark.parametrize(
    "content",
    [
        'id;comment\n1;"Cold, slow dinners"\n',
        '"id";"comment"\n1;"Cold, slow dinners"\n',
        "id\tcomment\n1\tCold, slow dinners\n",
        'sep=;\r\nid;comment\r\n1;"Cold, slow dinners"\r\n',
    ],
)
def test_semicolons_and_tabs_separate_fields_where_the_header_has_them(tmp_path: Path, content: str) -> None:
    row, last = objects(a_file(tmp_path, content))
    assert row["id"] == "1"
    assert last["summary"]["themes"][0]["quotes"][0]["text"] == "Cold, slow dinners"


def in_words(path: Path, group: str | None = None) -> str:
    return render_text(read_file(path, "comment", None, group))


def test_the_summary_can_be_read_by_people(tmp_path: Path) -> None:
    path = a_file(tmp_path, "comment\nThe dinners are cold.\nThe dinners are lovely.\nn/a\n")
    text = in_words(path)
    assert text.startswith("3 comments, 2 of them answers")
    assert "meals: 2 (1 negative, 0 mixed, 1 positive, 0 neutral; 0 with a suggestion)" in text
    assert "“The dinners are cold.” (c1)" in text


def test_a_possible_disclosure_goes_to_standard_error_and_not_into_the_summary(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_file(tmp_path, "id,comment\nx1,The dinners are cold\nx2,His stepdad hits him with a belt after dinner\n")
    print_analysis(read_file(path, "comment", "id", None), as_json=False)
    printed = capsys.readouterr()
    assert "stepdad" not in printed.out
    assert "x2" not in printed.out
    assert "lead" in printed.err
    assert "x2" in printed.err


def test_the_words_fit_the_numbers(tmp_path: Path) -> None:
    dirty = "The toilets are filthy and there is never any soap."
    assert in_words(a_file(tmp_path, f"comment\n{dirty}\n")).splitlines() == [
        "1 comment, which is an answer that can be summarised.",
        "",
        "facilities: 1 (1 negative, 0 mixed, 0 positive, 0 neutral; 0 with a suggestion)",
        f"  “{dirty}” (c1)",
        "",
        "Every answer speaks of one of the themes at least.",
    ]
    assert "which makes 1 voice." in in_words(a_file(tmp_path, f"comment\n{dirty}\n{dirty}\n"))
    assert "Of 2 answers, 1 speaks of no theme." in in_words(a_file(tmp_path, "comment\nCold dinners\nGreat school\n"))
    many = "comment\n" + "Cold dinners\n" * 3 + "Great school\n" * 3
    assert "50% of the answers speak of none of the themes." in in_words(a_file(tmp_path, many))
    assert "theme" not in in_words(a_file(tmp_path, "comment\nn/a\n"))
    urdu = "comment\nکھانا ٹھنڈا ہوتا ہے اور بچے بھوکے گھر آتے ہیں\n"
    assert "how a machine read them: 1 in Urdu." in in_words(a_file(tmp_path, urdu))


@pytest.mark.parametrize(
    ("years", "comment", "reason"),
    [
        (
            range(8),
            "Homework number",
            "No groups were compared: each needs at least 10 answers, and as many outside it",
        ),
        ([""] * 12, "The dinners are cold", "No groups were compared: the column “year” is empty."),
        ([3, 4] * 12, "Great school", "No groups were compared: no answer speaks of any of the themes."),
        ([3, 4] * 12, "The dinners are cold", "No clear difference between groups."),
    ],
)
def test_why_no_groups_were_compared_is_said(tmp_path: Path, years: list[object], comment: str, reason: str) -> None:
    rows = "".join(f"{comment},{year}\n" for year in years)
    assert reason in in_words(a_file(tmp_path, f"comment,year\n{rows}"), "year")


def test_what_is_not_read_of_a_long_comment_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    beginning = "The dinners are cold. " * 455
    told = "His stepdad hits him with a belt. " + beginning
    path = a_file(tmp_path, f"comment\n{beginning}Ask Mrs Okafor.\n{told}\n")
    assert "1 comment is longer than 10,000 characters. What is beyond was not read" in in_words(path)
    print_analysis(read_file(path, "comment", None, None), as_json=True)
    printed = capsys.readouterr()
    assert "Okafor" not in printed.out
    assert "read it yourself (c1)." in printed.err


def test_what_few_say_of_bullying_is_named_to_be_read(tmp_path: Path) -> None:
    rows = (
        "Too much homework\n" * 6 + "Our girl is bullied every day\nThe teachers are kind\nThere is no bullying here\n"
    )
    text = in_words(a_file(tmp_path, f"comment\n{rows}"))
    assert "each is to be read, since a single case can be serious:\n  bullying (2): c7, c9" in text
    assert "to be read" not in in_words(a_file(tmp_path, "comment\nToo much homework\nMy daughter is so happy here\n"))


def test_another_encoding_than_utf_8_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for encoding, said in (("cp1252", "comments.csv was read as Windows-1252 text"), ("utf-8-sig", "")):
        path = a_file(tmp_path, "comment\nThe café’s dinners are cold\n".encode(encoding))
        print_analysis(read_file(path, "comment", None, None), as_json=True)
        printed = capsys.readouterr()
        assert printed.err.startswith(said)
        assert bool(printed.err) == bool(said)
