"""On which occasion each kind of letter is sent, in words for the secretariat."""

from collections.abc import Iterable

from models.reference.catalogue import default_policy
from models.vocabulary import LetterKind
from rules.policy import Policy, Rung

WHEN = {
    LetterKind.ANNOUNCEMENT: (
        "Sendes {announced} arbejdsdage før KKR's møde, så parterne kan reservere et punkt på"
        " dagsordenen. Sekretariatet kan også sende det selv på et andet tidspunkt."
    ),
    LetterKind.INVITATION: (
        "Sendes, når godkendelsen åbnes. En part, der først får en kontaktperson senere, får sin"
        " indbydelse med det samme."
    ),
    LetterKind.REMINDER: (
        "Sendes {before} arbejdsdage før fristen og {after} arbejdsdage efter, men kun til parter,"
        " der mangler. Har parten oplyst en mødedato, spørger vi først på {minutes}. arbejdsdag"
        " efter mødet. Sekretariatet kan også sende en selv, højst én om dagen til hver part."
    ),
    LetterKind.ESCALATION: (
        "Skrives som kladde {agenda} arbejdsdage efter fristen til den kontakt, der har rollen"
        " `agenda_secretariat`, og {director} arbejdsdage efter til den med rollen `director`."
        " Sekretariatet sender den selv, når det har ringet. Uden en sådan kontakt bliver der ikke"
        " skrevet nogen."
    ),
    LetterKind.RECEIPT: (
        "Sendes, hver gang et svar er registreret, også når sekretariatet registrerer det på"
        " partens vegne. Den går til den, der svarede, og til partens primære kontakt."
    ),
    LetterKind.EXTENSION: (
        "Sendes, når fristen forlænges, til de parter, der mangler; før godkendelsen er begyndt til"
        " de parter, der er varslet."
    ),
    LetterKind.POSTPONEMENT: (
        "Sendes, når KKR's møde eller godkendelsens begyndelse flyttes, efter at parterne er"
        " varslet: ét brev, uanset hvor mange trin der flytter med."
    ),
    LetterKind.ASKED_AGAIN: (
        "Sendes, når en ny version af aftalen udsendes, til de parter, hvis svar den angår, og til"
        " dem, der ikke har svaret."
    ),
    LetterKind.NEW_VERSION: (
        "Sendes, når en ny version udsendes, til de parter, der ikke skal svare på noget nyt."
    ),
    LetterKind.REMARKS_ANSWERED: (
        "Sendes til alle parter, når sekretariatet har svaret på det, parterne har bemærket."
    ),
    LetterKind.RESERVATION_MET: (
        "Sendes til en part, der har taget et forbehold, når sekretariatet har skrevet, hvordan det"
        " er imødekommet. Svaret er først en godkendelse, når parten har bekræftet det."
    ),
    LetterKind.ASKED_BACK: (
        "Sendes til en part, når sekretariatet spørger til noget af det, den har svaret, f.eks. en"
        " forklaring på en takst over loftet. Alle spørgsmål står i ét brev."
    ),
    LetterKind.OBJECTION_SETTLED: (
        "Sendes til en part, der har gjort indsigelse mod et svar, som sekretariatet har"
        " registreret for den, når sekretariatet har skrevet, hvordan indsigelsen er afklaret."
    ),
    LetterKind.CANCELLATION: (
        "Sendes, når runden annulleres, hvis den er varslet eller åbnet. Breve, der ikke er sendt"
        " endnu, bliver ikke sendt."
    ),
    LetterKind.ROUND_CLOSED: "Sendes, når sekretariatet afslutter runden.",
    LetterKind.ROUND_REOPENED: "Sendes til alle parter, når en afsluttet runde genåbnes.",
    LetterKind.NEW_LINK: (
        "Sendes, når nogen åbner et link, der er lukket, og beder om et nyt: kun til partens"
        " primære kontakter og til den, linket var givet til, højst én gang om dagen."
    ),
    LetterKind.DELEGATION: (
        "Sendes til en kollega, når en kontakt giver sagen videre på partens side. Hører adressen"
        " ikke til partens mailadresser, sendes den først, når sekretariatet har godkendt det."
    ),
    LetterKind.DELEGATION_DECIDED: (
        "Sendes til den, der måtte vente på sekretariatet for at give sagen videre: ja eller nej."
    ),
    LetterKind.SIGNIN_LINK: (
        "Sendes, når en bruger skriver sin adresse på siden »Log ind«, højst én gang i minuttet."
        " Linket virker én gang, i en time. En adresse, vi ikke kender, får ingenting."
    ),
    LetterKind.TARIFF_REPORT: (
        "Sendes med rapporten som PDF og regneark til de adresser, der er sat til at få den"
        " (`RAMMEAFTALE_REPORT_TO`): når en runde med forklaringer er afsluttet, og ellers højst"
        " én gang om måneden, hvis rapporten siger noget nyt."
    ),
    LetterKind.CHAIN_HEADS: (
        "Sendes hver morgen til de adresser, der er sat til at gemme kontrolkoderne"
        " (`RAMMEAFTALE_HEADS_TO`), så en senere omskrivning af loggen kan ses."
    ),
}


def occasion(kind: LetterKind) -> str:
    """KeyError for a kind that nobody has said the occasion of."""
    return WHEN[kind].format(**_policy())


def _policy() -> dict[str, str]:
    """The numbers of working days that a new round starts with."""
    policy = Policy.of(default_policy())
    return {
        "announced": str(policy.announce_before_kkr),
        "before": _listed(policy.remind_before),
        "after": _listed(policy.remind_after),
        "agenda": str(dict(policy.ladder)[Rung.AGENDA_SECRETARIAT]),
        "director": str(dict(policy.ladder)[Rung.DIRECTOR]),
        "minutes": str(policy.minutes_days),
    }


def _listed(days: Iterable[int]) -> str:
    """`20, 10 og 3`"""
    *first, last = map(str, days)
    return f"{', '.join(first)} og {last}" if first else last
