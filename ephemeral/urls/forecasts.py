"""Addresses of how fast help comes."""

from django.urls import path

from ephemeral.views import forecasts

urlpatterns = [
    path("ask/when/", forecasts.ask_when, name="ask-when"),
]
