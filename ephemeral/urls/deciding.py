"""Addresses of deciding about what is due, evidence, being away."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
