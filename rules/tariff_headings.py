"""Rows without a tariff that stand over others: whose those are, or only of which part."""

import re
from collections.abc import Container, Mapping

from rules.tariff_cells import Unreadable
from rules.tariff_headers import Of, bare
from rules.tariff_lines import Operator, operator_named

PRIVATE = re.compile(
    r"\b(?:fonden|foreningen|selvejende|s/i|aps|a/s|i/s|p/s|k/s|amba|a\.m\.b\.a)(?!\w)",
    re.IGNORECASE,
)
PART = re.compile(  # how operators head their own provisions
    r"§|\b(?:sel|servicelov\w*|lov)\b|^[\d\s.,/–-]+$|(?:tilbud|takster|ydelser|områd\w+)\b"
    r"|(?:ophold|boliger|bofællesskaber|afdelinger|centre)\b"
    r"|\b(?:voksne|børn|unge|handicap|(?:social)?psykiatri(?:en)?|misbrug|rusmid\w+|alkohol\w*"
    r"|hjemløse|forsorgshjem|herberg\w*|krisecentre|aflastning|beskæftigelse|aktivitet\w*|samvær\w*"
    r"|undervisning|institutioner|opholdssteder|bosteder|boformer|døgn|dag|øvrige|andre)\b",
    re.IGNORECASE,
)
BESIDE = re.compile(  # words that make no name of a part
    "og|for|til|efter|med|samt|i|midlertidige|længerevarende|sociale|almene|kommunale"
)
NOTE = re.compile(r"[*(].*|.*: .*|.*[.:!?]|(?:bemærk|note|obs|inkl|ekskl|heraf)\b.*", re.IGNORECASE)
LONGEST = 80  # more is a note


def party_in(text: str) -> Operator | None:
    try:
        operator = operator_named(text)
    except Unreadable:
        return None
    return operator if operator.code and not text.isdigit() else None


def operator_over(label: str, said: Mapping[str, str], known: Container[str]) -> Operator | None:
    """The operator that a heading names: a party, one with a legal form, one that a row above
    names, or what a person `said` is one.

    known  the keys of the operators above

    Raises Unreadable for a public one nobody knows, when a person said that it is one.
    """
    is_said = said.get(bare(label)) == Of.OPERATOR
    try:
        operator = operator_named(label)
    except Unreadable:
        if is_said:
            raise
        return None
    if operator.code:
        return None if label.isdigit() else operator
    told = operator.key in known or is_said
    return operator if told or (PRIVATE.search(label) and not is_note(label)) else None


def in_doubt(label: str, said: Mapping[str, str], names: Container[str], *, alone: bool) -> bool:
    """Whether what stands below such a heading may be another operator's than what stands above.

    names  of provisions above, in small letters
    alone  the title names the operator, and nothing below it names another, or the heading stands
           in the provisions' column beside the operators': then only what looks like a
           municipality or region is doubtful
    """
    if bare(label) in said or label.isdigit() or is_note(label):
        return False
    try:
        operator_named(label)
    except Unreadable:
        return True
    return not (alone or label.casefold() in names or is_part(label))


def is_part(label: str) -> bool:
    """A group of provisions or a paragraph, or a provision that is named after one."""
    return bool(PART.search(label))


def is_only_part(label: str) -> bool:
    """One that is nothing else: »Aktivitetscentret Bakken« is the name of a provision."""
    words = re.findall(r"\w+|§", label.casefold())
    return is_part(label) and all(BESIDE.fullmatch(word) or is_part(word) for word in words)


def is_note(label: str) -> bool:
    """A sentence, or too long for a name."""
    return len(label) > LONGEST or bool(NOTE.fullmatch(label))
