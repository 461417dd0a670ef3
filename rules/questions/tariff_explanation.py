"""Explanation of tariff deviations: each operator explains each tariff that lies above the cap, or
corrects the figure.

Source: the governance agreement (rammeaftale H 2021–2022): who departs from the cap reports the
explanation to the secretariat. It names no categories; those here are general knowledge
(docs/adr/0031).
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from rules.questions.fields import answered, asked_of_each, tidied
from rules.questions.items import FILES, Item
from rules.questions.question import (
    Asked,
    Basis,
    Field,
    FieldKind,
    Judged,
    Question,
    Subject,
    Words,
)
from rules.questions.submission import Submission
from rules.refusal import Refusal, Why


class Act(StrEnum):
    EXPLAIN = "explain"
    CORRECT = "correct"


ACTS = (
    (Act.EXPLAIN, "Taksten er rigtig. Vi forklarer afvigelsen"),
    (Act.CORRECT, "Tallet er forkert. Vi retter det"),
)
CATEGORIES = (
    ("target_group", "Ændret målgruppe eller mere støtte"),
    ("places", "Ændret antal pladser eller belægning"),
    ("adjustment", "Efterregulering fra tidligere år"),
    ("closure", "Omlægning eller lukning af tilbuddet"),
    ("law", "Ny lov, overenskomst eller krav fra tilsynet"),
    ("overhead", "Ændret fordeling af fælles udgifter"),
    ("other", "Andet"),
)
DURATIONS = (
    ("this_year", "Kun det år, taksten gælder"),
    ("some_years", "Nogle år"),
    ("permanent", "Varigt"),
)
EACH = (
    Field("act", FieldKind.CHOICE, "Svar", options=ACTS, implied=Act.EXPLAIN),
    Field("category", FieldKind.CHOICE, "Årsag", options=CATEGORIES, shared=True),
    Field(
        "text",
        FieldKind.TEXT,
        "Forklaring",
        "Skriv, hvad der er sket, så en, der ikke kender tilbuddet, kan forstå det.",
        shared=True,
    ),
    Field(FILES, FieldKind.FILES, "Bilag til forklaringen", shared=True),
    Field("lasts", FieldKind.CHOICE, "Forventet varighed", options=DURATIONS, shared=True),
    Field(
        "tariff_ore",
        FieldKind.MONEY,
        "Den rigtige takst, kr. pr. dag",
        "Kun hvis tallet er forkert. F.eks. 1.234,50.",
    ),
)
FIELDS = (
    Field(
        "attachments",
        FieldKind.FILES,
        "Bilag til det hele",
        "Kun det, der angår flere af taksterne. ",
    ),
)


def judge(given: Submission, asked: Asked) -> Judged:
    """Every open deviation is explained or corrected; none is passed over."""
    if not asked.items:
        raise Refusal(
            "Der er ikke flere afvigelser at svare på: alle jeres svar er godtaget.",
            why=Why.CONFLICT,
        )
    tidy = tidied(given, (*asked_of_each(EACH, asked.items), *FIELDS), asked)
    items = {item.number: _told(item, tidy.own) for item in asked.items}
    return replace(answered(tidy, asked), items=items)


def _told(item: Item, own: Mapping[str, Any]) -> dict[str, Any]:
    told = {field.name: own[f"{item.number}.{field.name}"] for field in EACH}
    match told["act"]:
        case Act.EXPLAIN:
            _check_explained(item, told)
            if told["tariff_ore"] is not None:
                raise _no(item, "tariff_ore", "Skriv kun en ny takst, hvis tallet er forkert.")
        case Act.CORRECT:
            _check_corrected(item, told)
        case _:
            raise _no(item, "act", "Vælg, om taksten er rigtig, eller om tallet skal rettes.")
    return told


def _check_explained(item: Item, told: Mapping[str, Any]) -> None:
    if not told["category"]:
        raise _no(item, "category", "Vælg den vigtigste årsag.")
    if not told["text"]:
        raise _no(item, "text", "Skriv forklaringen.")
    if not told["lasts"]:
        raise _no(item, "lasts", "Vælg, hvor længe det ventes at vare.")


def _check_corrected(item: Item, told: Mapping[str, Any]) -> None:
    """A corrected tariff that is still above the cap is explained in the same breath."""
    ore = told["tariff_ore"]
    if item.facts["service"] is None:
        raise _no(
            item,
            "act",
            "Et gennemsnit kan ikke rettes. Forklar det, eller send en rettet takstfil.",
        )
    if ore is None:
        raise _no(item, "tariff_ore", "Skriv den rigtige takst i kroner.")
    if ore == item.facts["actual_ore"]:
        raise _no(item, "tariff_ore", "Det er den takst, vi allerede har. Skriv den rigtige.")
    if not told["text"]:
        raise _no(item, "text", "Skriv, hvorfor tallet er forkert.")
    if ore > item.facts["allowed_ore"] and not (told["category"] and told["lasts"]):
        missing = "lasts" if told["category"] else "category"
        raise _no(
            item, missing, "Den nye takst ligger også over loftet. Vælg årsag og varighed med."
        )


def _no(item: Item, name: str, message: str) -> Refusal:
    return Refusal(f"{item.title}: {message}", field=f"{item.number}.{name}")


QUESTION = Question(
    name="tariff_explanation",
    basis=Basis.EVERYONE_ANSWERED,
    judge=judge,
    fields=FIELDS,
    about=Subject.TARIFF_DEVIATIONS,
    each=EACH,
    template="tariff-explanation",
    words=Words(
        label="Takstafvigelser",
        about="Driftsherrer med takster over loftet forklarer hver afvigelse eller retter tallet.",
        matter="opfølgningen på loftet over taksterne",
        subject="forklaringerne",
        thing="forklaring",
        request="forklare de takster, der ligger over loftet, eller rette tallene",
        heading="Forklar takster over loftet",
        out="Ude til forklaring",
        success="Alle afvigelser er besvaret",
        failure="Afsluttet uden svar fra alle",
        unsettled="Afventer afklaring",
        adopted="Alle afvigelser er dermed besvaret. Tak for hjælpen.",
        papers="",
    ),
)
