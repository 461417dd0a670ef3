"""Names in a tariff file that are likely the same one, spelt in two ways."""

from collections.abc import Iterable

from rules.tariff_lines import Operator, Service

SPELT = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", **dict.fromkeys(" .,:;-–'’\"()/&")})


def alike(services: Iterable[Service]) -> list[str]:
    """Pairs that differ in signs, spaces and how æ, ø and å are spelt, for a person to look at."""
    first: dict[tuple[str, str], Service] = {}
    operators: dict[str, Operator] = {}
    found = []
    for service in services:
        of = service.operator.key.translate(SPELT)
        operator = operators.setdefault(of, service.operator)
        if operator.key != service.operator.key:
            found.append(f"»{operator.name}« og »{service.operator.name}«")
        other = first.setdefault((of, service.key.translate(SPELT)), service)
        if other.key != service.key:
            found.append(f"{operator.name}: »{_shown(other)}« og »{_shown(service)}«")
    return list(dict.fromkeys(found))


def _shown(service: Service) -> str:
    return ", ".join(filter(None, (service.provision, service.paragraph, service.service)))
