"""Calls one function in a process of its own.

`python -m benchmarks.harness.child MODULE:FUNCTION`; the parameters are JSON on stdin, the result
is the last line of stdout.
"""

import json
import sys
from importlib import import_module


def main(function: str) -> None:
    parameters = json.load(sys.stdin)
    module, _, name = function.partition(":")
    result = getattr(import_module(module), name)(**parameters)
    sys.stdout.write("\n" + json.dumps(result) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
