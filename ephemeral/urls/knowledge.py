"""Addresses of entries: reading, writing, suggesting."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path

from ephemeral.models import Entry


def _entry(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Only until the page of an entry is there."""
    entry = get_object_or_404(Entry.objects.visible_to(request.user), pk=pk)
    return render(request, "ephemeral/entry_preview.html", {"entry": entry, "html": entry.html})


urlpatterns: list[URLPattern] = [path("knowledge/<int:pk>/<str:slug>/", _entry, name="entry")]
