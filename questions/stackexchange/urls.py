"""The addresses that posts had where they came from."""

from django.urls import re_path

from questions.views import old_addresses

# What follows the id names the member who passed the address on.
urlpatterns = [
    re_path(r"^q/(?P<old_id>\d{1,18})(?:/\d*)?/?$", old_addresses.old_question),
    re_path(r"^a/(?P<old_id>\d{1,18})(?:/\d*)?/?$", old_addresses.old_answer),
]
