"""The workloads of `docs/benchmarks.md`, one module each."""

from types import ModuleType

from benchmarks.workloads import w1_answers

WORKLOADS: dict[str, ModuleType] = {module.NAME: module for module in (w1_answers,)}
