"""`quorate analyse`: every row answered in order, the summary last, and a fault that says where it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from web.analyse_csv import CsvFault, analyse_file, print_analysis, read_file, render_text


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
        ("comment,year\nhello\n", "line 2: 1 fields where the header has 2"),
        ('comment,year\n"a\nb",3\nhello,4,5\n', "line 4: 3 fields where the header has 2"),
        ("comment\nhel\0lo\n", "line 2: a NUL byte"),
        (b"comment\nok\n\x81\x8d\n", "line 3: neither UTF-8"),
        ('comment\n"open\n', "line 2: unexpected end of data"),
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


def test_the_summary_can_be_read_by_people(tmp_path: Path) -> None:
    path = a_file(tmp_path, "comment\nThe dinners are cold.\nThe dinners are lovely.\nn/a\n")
    text = render_text(objects(path)[-1]["summary"])
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
