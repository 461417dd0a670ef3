"""`prepare.py ROUNDS PARTIES EXCHANGES`: tables, rounds, a started process per party, exchanges."""

import sys
from pathlib import Path
from urllib.parse import urlencode

import configured  # noqa: F401  sets Django up
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from ground import ANSWER, DEADLINE, parties, rounds, write_exchanges
from party.flows import PartyFlow
from party.models import Party, Round


def main(count: int, size: int, exchanges: Path) -> None:
    call_command("migrate", verbosity=0)  # our own tables refer to viewflow's
    call_command("migrate", run_syncdb=True, verbosity=0)
    people = list(parties(count, size))
    with transaction.atomic():
        User.objects.create_user("party")
        Round.objects.bulk_create(
            Round(id=id_, title=title, deadline=DEADLINE, parties=size)
            for id_, title in rounds(count)
        )
        for id_, round_id, name, email, token in people:
            process = PartyFlow.start.run()
            task = PartyFlow.task_class.objects.get(process=process, flow_task=PartyFlow.confirm)
            Party.objects.create(
                id=id_,
                round_id=round_id,
                process=process,
                task=task,
                name=name,
                email=email,
                token=token,
            )
    lines = ((name, token) for _, _, name, _, token in people)
    write_exchanges(exchanges, lines, form=urlencode(ANSWER))


main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
