"""Addresses of the site as a whole."""

from django.urls import path

from home import views

urlpatterns = [
    path("theme.css", views.theme, name="theme"),
]
