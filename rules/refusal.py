"""How a rule says no: one sentence in Danish that says what, where and what to do."""

from enum import StrEnum


class Why(StrEnum):
    """What kind of no it is; a door turns it into a status code or an exit code."""

    INVALID = "invalid"  # the input is wrong: 422, exit 2
    CONFLICT = "conflict"  # right in itself, but not in this state: 409, exit 1
    UNKNOWN = "unknown"  # there is no such thing: 404, exit 2
    GONE = "gone"  # there was, and it has ended: 410
    SIGN_IN = "sign_in"  # whoever asks has to sign in, or as somebody else: 403


class Refusal(Exception):
    """Raised by rules and actions; nothing has been changed when it arrives at the door.

    field   the input it is about, in the names of the public contract; empty: the whole request
    detail  further facts for a program, e.g. who answered and when
    """

    def __init__(
        self, message: str, *, why: Why = Why.INVALID, field: str = "", **detail: object
    ) -> None:
        super().__init__(message)
        self.message = message
        self.why = why
        self.field = field
        self.detail = detail
