"""The last hash of every chain: kept elsewhere, it shows whether what it covers was rewritten."""

from sqlmodel import Session, col, select

from models.event import Chain
from rules.verify import SANDBOX, Head


def read_heads(session: Session, *, sandbox: bool = True) -> list[Head]:
    """By name; the practice rounds' only when `sandbox` is true."""
    chains = session.exec(select(Chain).where(Chain.seq > 0).order_by(col(Chain.name)))
    return [
        (chain.name, chain.seq, chain.head)
        for chain in chains
        if sandbox or not chain.name.startswith(SANDBOX)
    ]
