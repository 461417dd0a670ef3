"""Addendum (allonge): the yearly supplement to an agreement, with its figures.

The councils decide on it as on the agreement itself. It carries the updated figures of the
municipalities' supply of and demand for places, and status reports, as attachments. Source: the
proposal to KKR Sjælland, footnote 1.
"""

from dataclasses import replace

from rules.questions import approval

QUESTION = replace(
    approval.QUESTION,
    name="addendum",
    template="addendum",
    words=replace(
        approval.QUESTION.words,
        label="Allonge",
        about="Rådene skal godkende det årlige tillæg til en aftale.",
        matter="allongen for {next_year} til {agreement}",
        subject="allongen",
        adopted="Allongen er dermed vedtaget og er en del af aftalen.",
        papers="allongen og oversigten over kommunernes udbud og efterspørgsel af pladser",
    ),
)
