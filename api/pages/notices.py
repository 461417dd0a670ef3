"""What a page says after something was done: the redirect names it, the words stand here."""

NOTICES = {
    "cap": "Loftet er sat, og taksterne er holdt op mod det.",
    "cap-same": "Det er det loft, der gælder i forvejen. Intet er ændret.",
    "tariffs": "Taksterne er indlæst.",
    "tariffs-same": "Filen er indlæst før. Intet er ændret.",
    "tariffs-discarded": "Filen er kasseret. Intet er indlæst.",
    "columns": "Filen er læst igen, og kolonnerne huskes.",
    "signed-out": "Du er logget af.",
    "created": "Runden er oprettet som kladde. Ingen har fået besked endnu.",
    "started": "Runden er startet, og indbydelserne er lagt i kø til afsendelse.",
    "announced": "Varslet er lagt i kø til afsendelse.",
    "contacts": "Kontakterne er tilføjet.",
    "contacts-none": "Filen indeholdt ingen nye kontakter.",
    "calendars": "Mødedatoerne er indlæst, og vurderingen er regnet om.",
    "calendars-none": "Filen indeholdt ingen nye mødedatoer.",
    "noted": "Telefonnotatet er gemt.",
    "lead-times": "Antagelserne er gemt, og vurderingen er regnet om.",
    "meetings": "Mødedatoerne er gemt.",
    "documents": "Dokumentet er vedlagt.",
    "points": "Indstillingspunkterne er gemt.",
    "outcome": "Det er registreret på tidsplanen.",
    "moved": "Trinnet er flyttet. Det, der venter på det og ikke kunne nås, er flyttet med.",
    "deadline": "Fristen er registreret.",
    "presentation": "Forslaget til sagsfremstilling er gemt.",
    "clock": "Øvelsens ur er stillet frem.",
    "extended": "Fristen er forlænget, og de parter, der mangler, får besked.",
    "cancelled": "Runden er annulleret.",
    "closed": "Runden er afsluttet, og parterne får besked.",
    "reopened": "Runden er genåbnet, og parterne får besked.",
    "secretariat": "Oplysningerne er gemt og står på brevene fra nu af.",
    "monitor": "Den offentlige side er ændret.",
    "silence": "Det er gemt, hvad tavshed efter fristen betyder.",
    "checked": "Svaret er registreret som kontrolleret.",
    "reminded": "Påmindelsen er lagt i kø til afsendelse.",
    "answered": "Svaret er registreret på partens vegne.",
    "all-links-ended": "Alle partens links er lukket. Næste brev giver et nyt link.",
    "links-ended": "Kontaktens links er lukket. Næste brev giver et nyt link.",
    "calendar-address": "Kalenderen har fået en ny adresse, og den gamle er lukket.",
    "case-number": "Partens sagsnummer er gemt.",
    "sent-again": "Brevet er lagt i kø til afsendelse igen.",
    "released": "Brevet er frigivet og lagt i kø til afsendelse.",
}


def notice_of(key: str) -> str:
    """Empty for anything that is not in the list: the address says nothing in its own words."""
    return NOTICES.get(key, "")
