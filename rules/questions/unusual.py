"""The unusual in an answer is accepted; whoever looks it through says that it is meant so."""

from collections.abc import Callable, Iterable

from rules.questions.approval import AFTER_DEADLINE, OLDER_THAN_ROUND
from rules.refusal import Refusal

CONFIRM = "confirm."  # a box for each flag, named by it
TO_CONFIRM = {
    AFTER_DEADLINE: "Sæt kryds ved, at beslutningen er truffet efter fristen, eller ret datoen.",
    OLDER_THAN_ROUND: "Sæt kryds ved, at beslutningen er truffet, før I blev spurgt, eller ret"
    " datoen.",
}


def to_confirm(flags: Iterable[str]) -> list[str]:
    """The flags that might as well be a slip."""
    return [flag for flag in flags if flag in TO_CONFIRM]


def unconfirmed(flags: Iterable[str], ticked: Callable[[str], bool]) -> dict[str, str]:
    """Message by box, of those without a cross."""
    return {
        CONFIRM + flag: TO_CONFIRM[flag] for flag in to_confirm(flags) if not ticked(CONFIRM + flag)
    }


def check_confirmed(flags: Iterable[str], ticked: Callable[[str], bool]) -> None:
    """Raises Refusal that names the first box without a cross."""
    for field, message in unconfirmed(flags, ticked).items():
        raise Refusal(message, field=field)
