"""What a new version changes, in Danish."""

from rules.versions import Change, How, What

HOW = {
    What.DOCUMENT: {How.CHANGED: "er ændret", How.ADDED: "er nyt", How.REMOVED: "er udgået"},
    What.POINT: {How.CHANGED: "lyder nu", How.ADDED: "er nyt", How.REMOVED: "er udgået"},
}


def change_words(change: Change) -> str:
    """`Dokument 2, »Styringsaftale«, er ændret`, `Indstillingspunkt 3 er nyt: »at …«`."""
    how = HOW[change.what][change.how]
    if change.what is What.POINT:
        return f"Indstillingspunkt {change.number} {how}: »{change.title}«{_worded(change)}"
    return f"Dokument {change.number}, »{change.title}«, {how}{_worded(change)}"


def _worded(change: Change) -> str:
    if change.editorial:
        return " (kun sproget)"
    return " (baggrund)" if change.concerns == frozenset() else ""
