"""Addresses of promises."""

from django.urls import URLPattern, path

from ephemeral.views import promises

urlpatterns: list[URLPattern] = [
    path("promises/on/<int:pk>/", promises.make, name="make-promise"),
    path("promises/on/<int:pk>/date/", promises.date_of_new, name="promise-date"),
    path("promises/<int:pk>/", promises.promise, name="promise"),
    path("promises/<int:pk>/date/", promises.date_of_moved, name="moved-date"),
    path("promises/<int:pk>/note/", promises.note, name="note-promise"),
    path("promises/<int:pk>/move/", promises.move, name="move-promise"),
    path("promises/<int:pk>/keep/", promises.keep, name="keep-promise"),
    path("promises/<int:pk>/withdraw/", promises.withdraw, name="withdraw-promise"),
    path("promises/<int:pk>/take-over/", promises.take_over, name="take-over-promise"),
]
