"""What hypothesis makes comments of: real turns of phrase mixed with anything a keyboard can send."""

from hypothesis import strategies as st

SCRAPS = (
    "The head is rubbish",
    "Mrs Okafor",
    "but",
    ", however",
    "I love the breakfast club",
    "😡",
    "👍🏽",
    "İstanbul",
    "ß",
    "parents' evening",
    "07700 900123",
    "a.b@example.org",
    "...",
    "\n",
    "Dr. K.",
    "n/a",
    "¿qué?",
    "please could we",
    "12 Mill Lane, Otley",
)

comments = st.lists(st.one_of(st.sampled_from(SCRAPS), st.text(max_size=30)), max_size=8).map(" ".join)
