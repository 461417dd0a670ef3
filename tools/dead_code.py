"""Names what nothing in the product uses. Tests do not count: what only a test reaches is dead.

Columns, fields and members of enumerations are read by name from templates and data, so they are
not judged.
"""

import sys

from vulture import Vulture
from vulture.config import make_config

CODE = {"class", "function", "import", "method", "property", "unreachable_code"}


def main(packages: list[str]) -> int:
    """Prints one line for each finding."""
    config = make_config(packages)
    vulture = Vulture(
        ignore_names=config["ignore_names"], ignore_decorators=config["ignore_decorators"]
    )
    vulture.scavenge(config["paths"], exclude=config["exclude"])
    findings = [
        item
        for item in vulture.get_unused_code(min_confidence=config["min_confidence"])
        if item.typ in CODE
    ]
    for item in findings:
        sys.stdout.write(item.get_report() + "\n")
    return 1 if findings else vulture.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
