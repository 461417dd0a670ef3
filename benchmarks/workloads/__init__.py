"""The workloads of `docs/benchmarks.md`, one module each."""

from types import ModuleType

from benchmarks.workloads import (
    w1_answers,
    w2_start,
    w3_due,
    w4_letters,
    w5_status,
    w7_restart,
    w8_tariffs,
    w9_import,
)

WORKLOADS: dict[str, ModuleType] = {
    module.NAME: module
    for module in (
        *(w1_answers, w2_start, w3_due, w4_letters, w5_status, w7_restart),
        *(w8_tariffs, w9_import),
    )
}
