"""Addresses of entries: reading, writing, suggesting."""

from django.urls import URLPattern, path

from ephemeral.feeds import EntriesFeed
from ephemeral.views import entries, suggesting, writing

urlpatterns: list[URLPattern] = [
    path("knowledge/", entries.knowledge, name="knowledge"),
    path("knowledge/feed/", EntriesFeed(), name="knowledge-feed"),
    path("knowledge/new/", writing.write_entry, name="write-entry"),
    path(
        "knowledge/suggestions/<int:pk>/take/", suggesting.take_suggestion, name="take-suggestion"
    ),
    path(
        "knowledge/suggestions/<int:pk>/take-as-it-is/",
        suggesting.take_as_it_is,
        name="take-suggestion-as-it-is",
    ),
    path(
        "knowledge/suggestions/<int:pk>/decline/",
        suggesting.decline_suggestion,
        name="decline-suggestion",
    ),
    path("knowledge/<int:pk>/", entries.entry_page, name="entry-by-number"),
    path("knowledge/<int:pk>/edit/", writing.edit_entry, name="edit-entry"),
    path("knowledge/<int:pk>/history/", entries.entry_history, name="entry-history"),
    path(
        "knowledge/<int:pk>/history/<int:revision>/back/",
        writing.roll_back_entry,
        name="roll-back-entry",
    ),
    path("knowledge/<int:pk>/suggest/", suggesting.suggest_change, name="suggest-change"),
    path("knowledge/<int:pk>/suggestions/", suggesting.suggestions, name="suggestions"),
    path("knowledge/<int:pk>/link/", writing.link_entry, name="link-entry"),
    path(
        "knowledge/<int:pk>/link/<int:question>/remove/",
        writing.unlink_entry,
        name="unlink-entry",
    ),
    path("knowledge/<int:pk>/<str:slug>/", entries.entry_page, name="entry"),
]
