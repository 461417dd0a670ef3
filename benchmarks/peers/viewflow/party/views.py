"""The party's page; a confirmation completes the view task in the transaction of its rows."""

from django import forms
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template import engines
from ground import PAGE, receipt
from viewflow.workflow.status import STATUS

from party.models import Event, Letter, Party, Round

page = engines["django"].from_string(PAGE)


class Answer(forms.Form):
    outcome = forms.ChoiceField(choices=[("approved", "approved"), ("rejected", "rejected")])
    decided_on = forms.DateField()
    name = forms.CharField(max_length=200)
    title = forms.CharField(max_length=200)
    version = forms.IntegerField()


def party_page(request, token):
    party = get_object_or_404(Party.objects.select_related("round", "task"), token=token)
    waits = party.task.status == STATUS.ASSIGNED
    facts = {
        "title": party.round.title,
        "deadline": party.round.deadline,
        "name": party.name,
        "token": party.token,
        "version": party.version,
        "state": "waiting" if waits else "confirmed",
    }
    return HttpResponse(page.render(facts))


def party_answer(request, token):
    from party.flows import PartyFlow

    form = Answer(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(form.errors.as_json())
    given = form.cleaned_data
    party = get_object_or_404(Party.objects.select_related("round"), token=token)
    with PartyFlow.lock(party.process_id), transaction.atomic():
        task = PartyFlow.task_class.objects.select_related("process").get(pk=party.task_id)
        activation = PartyFlow.confirm.activation_class(task)
        if not activation.start.can_proceed() or not _kept(party, given):
            return HttpResponse(status=409)
        activation.start(request)
        activation.execute()
    return HttpResponseRedirect(f"/s/{token}")


def _kept(party, given):
    changed = Party.objects.filter(pk=party.pk, state="waiting", version=given["version"]).update(
        state="confirmed",
        outcome=given["outcome"],
        decided_on=given["decided_on"],
        answered_by=given["name"],
        version=F("version") + 1,
    )
    if not changed:
        return False
    Round.objects.filter(pk=party.round_id).update(
        answered=F("answered") + 1, approved=F("approved") + 1
    )
    payload = {**given, "decided_on": given["decided_on"].isoformat()}
    Event.objects.create(round_id=party.round_id, party=party, kind="confirmed", payload=payload)
    subject, body = receipt(party.name, party.round.title, given)
    Letter.objects.create(
        key=f"receipt:{party.pk}",
        party=party,
        to_address=party.email,
        subject=subject,
        body=body,
    )
    return True
