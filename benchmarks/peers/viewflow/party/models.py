"""The round, its parties with their process, and what a confirmation leaves behind."""

from django.db import models
from viewflow.workflow.models import Process, Task


class Round(models.Model):
    title = models.CharField(max_length=200)
    deadline = models.CharField(max_length=10)
    parties = models.IntegerField()
    answered = models.IntegerField(default=0)
    approved = models.IntegerField(default=0)

    class Meta:
        db_table = "bench_round"


class Party(models.Model):
    round = models.ForeignKey(Round, models.CASCADE)
    process = models.ForeignKey(Process, models.CASCADE)
    task = models.ForeignKey(Task, models.CASCADE)
    name = models.CharField(max_length=200)
    email = models.EmailField()
    token = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=20, default="waiting")
    outcome = models.CharField(max_length=40, blank=True)
    decided_on = models.DateField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "bench_party"


class Event(models.Model):
    round = models.ForeignKey(Round, models.CASCADE)
    party = models.ForeignKey(Party, models.CASCADE)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)
    payload = models.JSONField()

    class Meta:
        db_table = "bench_event"
        unique_together = ("party", "kind")


class Letter(models.Model):
    key = models.CharField(max_length=80, unique=True)
    party = models.ForeignKey(Party, models.CASCADE)
    to_address = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=20, default="queued")
    due_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "bench_letter"
        indexes = (models.Index(fields=["state", "due_at"]),)
