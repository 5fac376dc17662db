"""Addresses of the site as a whole."""

from django.conf import settings
from django.urls import path

from home.views import people, site

urlpatterns = [
    path("theme.css", site.theme, name="theme"),
    path("people/", people.people, name="people"),
    path("people/<str:handle>/", people.person, name="person"),
    path("teams/<slug:slug>/", people.team, name="team"),
]

if settings.DEBUG:
    from home import styleguide

    urlpatterns += [path("styleguide/", styleguide.styleguide, name="styleguide")]
