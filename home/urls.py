"""Addresses of the site as a whole."""

from django.conf import settings
from django.urls import path

from home import views

urlpatterns = [
    path("theme.css", views.theme, name="theme"),
]

if settings.DEBUG:
    from home import styleguide

    urlpatterns += [path("styleguide/", styleguide.styleguide, name="styleguide")]
