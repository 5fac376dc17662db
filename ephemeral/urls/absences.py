"""Addresses of being away."""

from django.urls import path

from ephemeral.views import absences

urlpatterns = [
    path("settings/away/", absences.settings_away, name="settings-away"),
    path("settings/away/<int:pk>/", absences.change_absence, name="change-absence"),
    path("settings/away/<int:pk>/back/", absences.come_back, name="come-back"),
]
