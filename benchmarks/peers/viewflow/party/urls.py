"""The two addresses of a party's link."""

from django.urls import path

from party import flows  # noqa: F401  registers the flow
from party.views import party_answer, party_page

urlpatterns = [path("s/<str:token>", party_page), path("s/<str:token>/answer", party_answer)]
