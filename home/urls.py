"""Addresses of the site as a whole."""

from django.conf import settings
from django.urls import path

from home.views import people, site, sitemaps

urlpatterns = [
    path("theme.css", site.theme, name="theme"),
    path("robots.txt", site.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-questions-<int:part>.xml", sitemaps.questions, name="sitemap-questions"),
    path("sitemap-entries-<int:part>.xml", sitemaps.entries, name="sitemap-entries"),
    path("sitemap-tags.xml", sitemaps.tags, name="sitemap-tags"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap-pages"),
    path("people/", people.people, name="people"),
    path("people/<str:handle>/", people.person, name="person"),
    path("teams/<slug:slug>/", people.team, name="team"),
]

if settings.DEBUG:
    from home import styleguide

    urlpatterns += [path("styleguide/", styleguide.styleguide, name="styleguide")]
