"""What an event kind says of itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventKind:
    """`payload` and `private` name the keys; private ones are hashed in the chain and erasable."""

    name: str
    meaning: str
    key: str
    payload: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
