"""Addresses of entries: reading, writing, suggesting."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
