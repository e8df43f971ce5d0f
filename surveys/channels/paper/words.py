"""What stands on printed forms and posters, by its English: every language that surveys speak has all of it."""

from __future__ import annotations

from surveys.rules import Anonymity

CROSS = "Put a cross in a box. If you change your mind, fill that box in and cross another one."
ONE, SEVERAL = "Choose one answer.", "Choose all that apply."
RETURN = "Please bring this form back to the school office."
RETURN_BY = "Please bring this form back to the school office before %(moment)s."
WEB = (
    "You can also answer on a phone or computer. Scan the square, or go to %(address)s and type the code of this form."
)
ONCE = "The form and the website count as one: whichever comes first."
FOR = "For %(name)s. Tear this strip off before you hand the form in."
CODE = "Code of this form"
TYPED_IN = "Somebody at the school types in what you write here, twice, and the paper is then destroyed."
FINAL = "Once it is typed in and sealed, nobody can find your answer to change or delete it."
CHECKED = (
    "What you write in your own words is checked automatically for signs that a child may be at risk. If there are any,"
    " the safeguarding lead reads it at once, and may be able to tell who wrote it."
)
AT_RISK = "This form is not read at once. If a child is at risk, do not write it here."
THANKS = "Thank you."

PROMISES = {
    Anonymity.ANONYMOUS: (
        "Your answer is anonymous: do not write your name. It is opened only together with at least nine others, in"
        " random order."
    ),
    Anonymity.CONFIDENTIAL: (
        "Your answer is confidential: the code says only that you have answered. Your answer is opened only together"
        " with others, in random order, and nobody can tell which one is yours."
    ),
    Anonymity.NAMED: "This survey is not anonymous: the code on this form says who you are, and the school sees it.",
}

ASK = "Tell us what you think. About five minutes, on your phone."
ASK_ANONYMOUS = "Tell us what you think. About five minutes, anonymous, on your phone."
OWN_LINK = "Use the personal link that you were sent, or the code on your paper form."
UNTIL = "Open until %(moment)s"
TEAR = "Take a strip with you"

EVERY = (
    CROSS,
    ONE,
    SEVERAL,
    RETURN,
    RETURN_BY,
    WEB,
    ONCE,
    FOR,
    CODE,
    TYPED_IN,
    FINAL,
    CHECKED,
    AT_RISK,
    THANKS,
    *PROMISES.values(),
    ASK,
    ASK_ANONYMOUS,
    OWN_LINK,
    UNTIL,
    TEAR,
)
"""All of them, for the test that each is known in every language."""
