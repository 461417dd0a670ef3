"""What the secretariat does about a round: a line per act."""

from datetime import date, time, timedelta
from random import Random
from typing import Any

from sqlmodel import Session

from actions.advance_rounds import advance_rounds, announce_round
from actions.attach_document import attach_document
from actions.change_monitor import change_monitor
from actions.change_reminder_policy import change_reminder_policy
from actions.correct_clock import correct_clock
from actions.create_round import create_round
from actions.end_round import cancel_round, close_round
from actions.load import clock_of, points_of, round_by_id
from actions.move_clock import move_clock
from actions.prepare_version import (
    GivenDocument,
    GivenPoint,
    GivenVersion,
    discard_version,
    prepare_version,
)
from actions.publish_version import publish_version
from actions.read_version import read_version
from actions.record_secretariat import Sender, record_secretariat
from actions.rehearse_round import Scenario, rehearse_round
from actions.remind_seats import remind_seats
from actions.reopen_round import reopen_round
from actions.start_round import start_round
from actions.write_points import write_points
from actions.write_presentation import write_presentation
from models.database import transaction
from models.reference.catalogue import example_document
from models.round import Round
from rules.danish_time import at, danish_date
from rules.planning import Wanted
from rules.policy import Escalation
from rules.timeline import SIGN_OFF
from tests.builders import BY, danish
from tests.dump import changed, dump
from tests.simulation.acts import Act, at_the_desk
from tests.simulation.acts_on_the_plan import ON_THE_PLAN
from tests.simulation.world import Accepted, World

PRACTICE: dict[str, Any] = {  # far from the real round's time
    "kkr": "nordjylland",
    "period_from": date(2027, 1, 1),
    "deadline": date(2026, 12, 1),
    "clock": danish("2026-10-01 10:00"),
}


def changes_monitor(world: World, session: Session, round_: Round) -> str:
    wanted = not round_.names_parties
    change_monitor(session, round_, names_parties=wanted, now=world.clock, by=BY)
    return "names parties" if round_.names_parties else "counts only"


def announces(world: World, session: Session, round_: Round) -> str:
    return f"{announce_round(session, round_, world.clock, BY)} letters"


def starts(world: World, session: Session, round_: Round) -> str:
    start_round(session, round_, world.clock, BY)
    return f"{SIGN_OFF} at once"


def closes(world: World, session: Session, round_: Round) -> str:
    return f"{close_round(session, round_, world.clock, BY).result}"


def reopens(world: World, session: Session, round_: Round) -> str:
    reopen_round(session, round_, "Et svar var forkert.", world.clock, BY)
    return f"{round_.state}"


def cancels(world: World, session: Session, round_: Round) -> str:
    cancel_round(session, round_, "Aftalen skrives om.", world.clock, BY)
    return "the round"


def writes_presentation(world: World, session: Session, round_: Round) -> str:
    words = world.chance.choice(("", "Aftalen bygger på dialogmødet.", "Nyt:\n\n fem mål."))
    return "changed" if write_presentation(session, round_, words, world.clock, BY) else "same"


def writes_points(world: World, session: Session, round_: Round) -> str:
    """As many as there are: the councils' answers by points stay possible."""
    texts = [f"at punkt {number} godkendes" for number in (1, 2, 3)]
    return f"{len(write_points(session, round_, texts, world.clock, BY))} of them"


def prepares_version(world: World, session: Session, round_: Round) -> str:
    """A point says something else, or the same in other words; or there is a new document."""
    texts = [point.text for point in points_of(session, round_)]
    number, worded = world.chance.randrange(len(texts)), world.chance.random() < 0.3
    texts[number] = f"at punkt {number + 1} godkendes som rettet {world.now:%d.%m}"
    points = [GivenPoint(text, worded) for text in texts]
    pages = f"%PDF-1.7 {world.now}".encode()
    concerns = world.chance.choice([None, frozenset[int](), frozenset({1})])
    document = GivenDocument(None, "Bilag", ("bilag.pdf", pages), concerns=concerns)
    documents = [document] if world.chance.random() < 0.3 else []
    given = GivenVersion("Aftalen er rettet.", points, documents)
    draft = prepare_version(session, round_, given, world.clock, BY)
    return f"number {draft.number}"


def publishes_version(world: World, session: Session, round_: Round) -> str:
    """Now and then as it was seen before another answer came."""
    seen = read_version(session, round_).seen if world.chance.random() < 0.9 else "old"
    revision = publish_version(session, round_, seen, world.clock, BY)
    return f"number {revision.number}"


def sends_new_version(world: World, session: Session, round_: Round) -> str:
    prepares_version(world, session, round_)
    return publishes_version(world, session, round_)


def discards_version(world: World, session: Session, round_: Round) -> str:
    discard_version(session, round_, world.clock, BY)
    return "the draft"


def attaches_document(world: World, session: Session, round_: Round) -> str:
    content = example_document("hovedstaden/01-rammeaftale-2021-2022.pdf")
    document = attach_document(session, round_, "Aftalen", "a.pdf", content, world.clock, BY)
    return f"number {document.position}"


def signs_anew(world: World, session: Session, round_: Round) -> str:
    sender = Sender(f"Sekretariatet {world.chance.randint(1, 3)}", "post@example.org")
    return record_secretariat(session, round_, sender, world.clock, BY).secretariat_name


def changes_policy(world: World, session: Session, round_: Round) -> str:
    """Any that may be decided, and now and then one that may not."""
    wanted = any_policy(world.chance)
    if world.chance.random() < 0.2:
        wanted |= {"send_until": "05:00"}
    changed = change_reminder_policy(session, round_, wanted, world.clock, BY)
    days, hours = wanted["remind_working_days_before"], (wanted["send_at"], wanted["send_until"])
    return f"{'to' if changed else 'stays at'} {days}, {'-'.join(hours)}"


def any_policy(chance: Random) -> dict[str, Any]:
    """With an hour or more of each morning in which something may be sent."""
    agenda, director, chair = sorted(chance.sample(range(1, 30), 3))
    return {
        "announce_working_days_before_kkr": 15,  # fate counts on it
        "remind_working_days_before": chance.sample(range(60), chance.randrange(5)),
        "remind_working_days_after": chance.sample(range(1, 30), chance.randrange(4)),
        "minutes_working_days": chance.randint(3, 6),
        "send_at": chance.choice(["06:00", "07:30", "08:00"]),
        "send_until": chance.choice(["09:30", "12:00", "17:00"]),
        "spread_minutes": chance.choice([0, 20, 60]),
        "recess_weeks": chance.sample(range(1, 54), chance.randrange(15)),
        "most_reminders": chance.randint(2, 8),
        "working_days_between": chance.randint(1, 10),
        "escalation": chance.choice(list(Escalation)),
        "ladder": {"agenda_secretariat": agenda, "director": director, "chair": chair},
    }


def rehearses(world: World, session: Session, round_: Round) -> str:
    """What the round would send is worked out elsewhere, and leaves no trace here."""
    before = dump(session)
    scenario = world.chance.choice(list(Scenario))
    letters = rehearse_round(session, round_, world.clock, scenario)
    if changed(before, dump(session)):
        raise Accepted("a rehearsal that changed the round")
    return f"{scenario}: {len(letters)} letters"


def makes_up_for_a_morning(world: World) -> str:
    """`tick --now`: a morning that was missed is run as that morning."""
    morning = at(danish_date(world.clock) - timedelta(days=world.chance.randint(1, 10)), time(8))
    with transaction(world.engine) as session:
        correct_clock(session, world.clock)
        advance_rounds(session, morning)
        reminded = remind_seats(session, morning)
    return f"{morning:%Y-%m-%d}, {reminded} reminders fell due"


def practises(world: World) -> str:
    """A practice round beside the real one: made, and then its clock is moved."""
    with transaction(world.engine) as session:
        if world.sandbox_id is None:
            wanted = Wanted("biennial", sandbox=True, **PRACTICE)
            round_ = create_round(session, wanted, world.clock, BY)
            start_round(session, round_, clock_of(round_, world.clock), BY)
        else:
            round_ = round_by_id(session, world.sandbox_id)
            lived = clock_of(round_, world.clock)
            move_clock(session, round_, lived + timedelta(days=world.chance.randint(1, 60)), BY)
        world.may_die()
    world.sandbox_id = round_.id
    return f"round {round_.id} to {round_.clock:%Y-%m-%d}"


ON_ROUNDS = (
    *ON_THE_PLAN,
    Act("changes the monitor", 0.5, at_the_desk(changes_monitor)),
    Act("writes the points", 0.3, at_the_desk(writes_points)),
    Act("writes the case presentation", 0.2, at_the_desk(writes_presentation)),
    Act("attaches a document", 0.2, at_the_desk(attaches_document)),
    Act("signs anew", 0.5, at_the_desk(signs_anew)),
    Act("announces early", 0.1, at_the_desk(announces)),
    Act("starts early", 0.1, at_the_desk(starts)),
    Act("closes early", 0.3, at_the_desk(closes)),
    Act("prepares a version", 0.3, at_the_desk(prepares_version)),
    Act("publishes the version", 0.3, at_the_desk(publishes_version)),
    Act("sends a new version", 0.3, at_the_desk(sends_new_version)),
    Act("discards the version", 0.1, at_the_desk(discards_version)),
    Act("reopens", 0.3, at_the_desk(reopens)),
    Act("makes up for a morning", 0.5, makes_up_for_a_morning),
    Act("changes the policy", 0.5, at_the_desk(changes_policy)),
    Act("rehearses", 0.2, at_the_desk(rehearses)),
    Act("practises", 0.4, practises),
)
