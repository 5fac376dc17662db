"""Addresses of how fast help comes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
