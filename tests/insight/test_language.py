"""Language: short English stays English, and the families' other languages are told apart."""

import pytest

import insight


@pytest.mark.parametrize(
    "text",
    [
        "n/a",
        "ok",
        "More PE",
        "Miss Adeyemi!",
        "",
        "👍👍",
        "great",
        "Fab school",
        "clubs",
        "12345",
        "phonics pls",
        "no.",
    ],
)
def test_short_english_is_not_called_foreign(text: str) -> None:
    assert insight.language([text]) == ["en"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Moja córka bardzo lubi szkołę i nie chce wracać do domu", "pl"),
        ("Profesorii sunt foarte buni și copilul este fericit", "ro"),
        ("Mi hijo está muy contento con su profesora", "es"),
        ("L'école est très bien mais les repas sont froids", "fr"),
        ("Die Schule ist sehr gut und mein Sohn ist glücklich", "de"),
        ("Öğretmenler çok iyi ama yemekler soğuk", "tr"),
        ("Waxaan jeclahay iskuulka laakiin cuntada waa qabow", "so"),
        ("Учителі дуже добрі, але їжа холодна", "uk"),
        ("Учителя очень хорошие, но еда холодная", "ru"),
        ("المعلمون جيدون جدا ولكن الطعام بارد", "ar"),
        ("اساتذہ بہت اچھے ہیں لیکن کھانا ٹھنڈا ہے", "ur"),
        ("শিক্ষকরা খুব ভালো কিন্তু খাবার ঠান্ডা", "bn"),
        ("老师很好但是饭菜很冷", "zh"),
        ("Mae'r athrawon yn dda iawn ond mae'r bwyd yn oer", "cy"),
    ],
)
def test_a_sentence_in_another_language_is_recognised(text: str, code: str) -> None:
    assert insight.language([text]) == [code]
