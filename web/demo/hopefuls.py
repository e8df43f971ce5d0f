"""Who stands in the demonstration's elections, for what, and what they say of themselves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Hopeful:
    """Somebody who stands: what they say, how much they are liked, and whether they gave a photo."""

    name: str
    statement: str
    liked: float
    photo: bool = False


COMMITTEE = (
    "Three members of the PTA committee",
    "The committee runs the fairs, the second-hand uniform rail and the film nights, and decides what the money"
    " is spent on. It meets on a Thursday evening twice a term. A term is two years.",
)
COUNCIL_SEATS = (
    "Two parent members of the parent council",
    "The council speaks for families to the school: it brings motions, votes on them and sees what becomes of "
    "them. It meets twice a term, on a Tuesday at 6.30 pm, with a crèche. Reckon with four hours a month. A "
    "term is two years.",
)
MOVING_UP = (
    "One Year 6 parent for the moving-up group",
    "The group plans the step to secondary school with the teachers: visits, the summer work, who goes with "
    "whom. Four meetings between January and July, on a morning or an evening as suits.",
)
FOR_COMMITTEE = (
    Hopeful(
        "Oliver Fenn",
        "I have run the barbecue for two summers and would like to do it for two more. I want every class to "
        "have a stall of its own at the winter fair.",
        1.5,
        photo=True,
    ),
    Hopeful(
        "Kasia Nowak",
        "I am at the gate every morning and I know who would help if somebody asked them. I will ask them, in "
        "Polish and in English.\n\nI would also like a smaller entry price for families with three children.",
        1.9,
        photo=True,
    ),
    Hopeful(
        "Samira Khalil",
        "The uniform rail should be open every week, not once a term. I have the space to store it and a friend"
        " with a van.",
        1.2,
    ),
    Hopeful(
        "Daniel Whitlock",
        "By trade I am a bookkeeper. I would publish, after each event, what it took and what it cost, on one page.",
        0.9,
    ),
    Hopeful(
        "Nasrin Akhter",
        "More food from more kitchens, and events that begin when small children are awake.",
        1.0,
    ),
    Hopeful(
        "Inês Carvalho",
        "I can design posters, and I never miss a film night.",
        0.5,
    ),
)
FOR_COUNCIL = (
    Hopeful(
        "Hodan Jama",
        "Families tell me things at the gate that they would never write in a survey. I have carried them in as"
        " an ambassador for a year, and I would like to carry them to the table where it is decided.\n\nThree "
        "things I will work for: one message a week instead of nine, interpreters that can be booked with the "
        "appointment, and an answer to everybody who asked for one.",
        1.6,
        photo=True,
    ),
    Hopeful(
        "Rosa Figueiredo",
        "My daughter in Year 5 has a hearing aid, and this school learnt with us what it takes: a seat at the "
        "front, a teacher who turns round before speaking, a quiet corner at lunch. None of it was dear.\n\nI "
        "would like the council to ask, of each thing it decides, what it means for the child who hears, sees, "
        "moves or learns differently. I am a nurse: I am used to long meetings and to short ones, and prefer "
        "the short.",
        1.4,
        photo=True,
    ),
    Hopeful(
        "Charlotte Farrow",
        "The road outside is the thing. I counted: in one week 214 cars stopped on the zigzags. A school street"
        " would cost the school nothing and the borough little.\n\nI have talked to four of the five shops; "
        "three are for it.",
        1.1,
    ),
    Hopeful(
        "Abena Sarpong",
        "I work early shifts and have time in the afternoon, so I can go and see how lunch, clubs and pick-up "
        "really work, and report. I would publish what the council decided within two days, on one side of "
        "paper, in the six languages that most of us read.",
        1.2,
        photo=True,
    ),
    Hopeful(
        "Dave Garner",
        "I sat on a residents' board for six years and can read a budget. After-school care now costs more than"
        " rent for some of us. I want the council to see the figures behind the price and to ask for a rate by "
        "income.",
        0.9,
    ),
)
FOR_MOVING_UP = (
    Hopeful(
        "Farhana Begum",
        "My eldest moved up two years ago, and I still have the list of questions that nobody had answered by "
        "September. My second moves up next summer. Let us answer them first this time.",
        1.0,
    ),
)
CALLED_UPON = "Layla Haddad"
