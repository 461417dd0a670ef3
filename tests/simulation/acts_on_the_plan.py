"""What the secretariat does about the round's days: steps and deadlines, a line per act."""

from datetime import date, timedelta

from sqlmodel import Session

from actions.extend_round import extend_round
from actions.load import steps_of
from actions.move_step import move_step
from actions.record_deadline import record_deadline
from actions.step_outcome import record_step_outcome
from models.round import Round
from models.vocabulary import DeadlineKind
from rules.danish_time import danish_date
from rules.timeline import KKR_APPROVAL, SIGN_OFF
from tests.builders import BY
from tests.simulation.acts import Act, at_the_desk, at_the_timeline
from tests.simulation.world import Nothing, World


def extends(world: World, session: Session, round_: Round) -> str:
    later = max(round_.deadline, danish_date(world.now)) + timedelta(
        days=world.chance.randint(1, 40)
    )
    if world.chance.random() < 0.2:
        later = round_.deadline - timedelta(days=1)
    extend_round(session, round_, later, "Valget trak ud.", world.clock, BY)
    return f"to {later}"


def records_deadline(world: World, session: Session, round_: Round) -> str:
    """Of any kind, earlier or later than the one that counts."""
    kind = world.chance.choice(list(DeadlineKind))
    falls_on = round_.deadline + timedelta(days=world.chance.randint(-20, 30))
    record_deadline(session, round_, kind, falls_on, "Et brev", "Valget.", world.clock, BY)
    return f"{kind} {falls_on}, {round_.deadline} counts"


def records_step(world: World, session: Session, round_: Round) -> str:
    """Any step but the one that is fate, whether its day has come or not."""
    keys = [step.key for step in steps_of(session, round_) if step.key != KKR_APPROVAL]
    key = world.chance.choice(keys)
    record_step_outcome(session, round_, key, None, "Godkendt", "", world.clock, BY)
    return key


def records_kkr(world: World, session: Session, round_: Round) -> str:
    record_step_outcome(session, round_, KKR_APPROVAL, None, "Anbefalet", "", world.clock, BY)
    return "recommended"


def kkr_sends_it_back(world: World, session: Session, round_: Round) -> str:
    if world.now.date() < date(2020, 9, 7):
        raise Nothing
    back = KKR_APPROVAL, None, "Sendt tilbage", "", world.clock, BY
    record_step_outcome(session, round_, *back, halted=True)
    return "not recommended"


def corrects_step(world: World, session: Session, round_: Round) -> str:
    """Now and then what is put right is whether the matter went on."""
    held = [step for step in steps_of(session, round_) if step.held_on and step.key != SIGN_OFF]
    if not held:
        raise Nothing
    step = world.chance.choice(held)
    outcome = f"Godkendt, punkt {world.chance.randint(1, 9)}"
    told = step.key, None, outcome, "", world.clock, BY
    halted = step.halted and world.chance.random() < 0.5
    record_step_outcome(session, round_, *told, halted=halted, reason="Referatet kom.")
    return f"{step.key}: {outcome}"


def moves_step(world: World, session: Session, round_: Round) -> str:
    """Mostly later, sometimes earlier, most often what the parties wait for."""
    keys = [step.key for step in steps_of(session, round_)] + [KKR_APPROVAL, SIGN_OFF] * 4
    key = world.chance.choice(keys)
    step = next(step for step in steps_of(session, round_) if step.key == key)
    to = (step.planned_on or round_.deadline) + timedelta(days=world.chance.randint(-10, 30))
    moves = move_step(session, round_, step.key, to, "KKR mangler tal.", world.clock, BY)
    return f"{step.key} to {to}, {len(moves) - 1} move along"


ON_THE_PLAN = (
    Act("extends the deadline", 1, at_the_desk(extends)),
    Act("records a deadline", 0.6, at_the_desk(records_deadline)),
    Act("records a step", 1, at_the_timeline(records_step)),
    Act("the KKR sends it back", 0.2, at_the_timeline(kkr_sends_it_back)),
    Act("corrects a step", 0.4, at_the_timeline(corrects_step)),
    Act("moves a step", 2, at_the_desk(moves_step)),
)
