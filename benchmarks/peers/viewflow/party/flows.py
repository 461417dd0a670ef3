"""One process per party: started with the round, then one view task."""

from viewflow import this
from viewflow.workflow import flow

from party.views import party_page


class PartyFlow(flow.Flow):
    start = flow.StartHandle(this.begin).Next(this.confirm)
    confirm = flow.View(party_page).Assign(username="party").Next(this.end)
    end = flow.End()

    def begin(self, activation):
        return activation.process
