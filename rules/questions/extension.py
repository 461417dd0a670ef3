"""Extension: the same agreement is to be in force for longer (2018-2019 became 2018-2020).

The councils decide on it as on the agreement itself, and unanimity is needed. Source: the proposal
to KKR Sjælland, footnote 1.
"""

from dataclasses import replace

from rules.questions import approval

QUESTION = replace(
    approval.QUESTION,
    name="extension",
    extends=True,
    template="extension",
    words=replace(
        approval.QUESTION.words,
        label="Forlængelse",
        about="Rådene skal godkende, at en aftale gælder længere.",
        matter="forlængelsen af {agreement} til og med {extends_to}",
        subject="forlængelsen",
        adopted="Forlængelsen er dermed vedtaget, og aftalen gælder til og med {extends_to}.",
        papers="den gældende aftale og forslaget til forlængelse",
    ),
)
