"""Which address leads where. Wagtail's pages come last, for they answer to anything."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from community.admin.people import OwnAdminAccount
from community.views.accounts import sign_up
from mayfly.api import api, nothing_here

handler400 = "community.http.bad_request"
handler403 = "community.http.forbidden"
handler404 = "community.http.not_found"
handler500 = "community.http.broken"

urlpatterns = [
    # Before Wagtail's own: signing in has one door, with its limits.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/account/", OwnAdminAccount.as_view()),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/signup/", sign_up),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    re_path(r"^api/", nothing_here),
    path("", include("community.urls")),
    path("", include("questions.stackexchange.urls")),
    path("", include("questions.urls")),
    path("", include("ephemeral.urls")),
    path("", include("search.urls")),
    path("", include("home.urls")),
    path("", include(wagtail_urls)),
]
