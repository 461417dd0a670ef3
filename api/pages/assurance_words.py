"""What it takes to answer, as the secretariat chooses it."""

from models.vocabulary import Assurance

ASSURANCES = (
    (Assurance.LINK, "Linket i mailen", "Enhver med partens link kan svare under sit navn."),
    (
        Assurance.OIDC,
        "Linket og login",
        "Den, der svarer, logger også ind for sin organisation, og CVR-nummeret skal passe.",
    ),
)
