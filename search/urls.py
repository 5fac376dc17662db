"""Addresses of find."""

from django.urls import path

from search import views

urlpatterns = [
    path("find/", views.find, name="find"),
    path("ask/similar", views.similar, name="similar"),
]
