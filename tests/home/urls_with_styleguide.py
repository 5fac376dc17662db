"""The site's addresses with the style guide, which is otherwise served only where DEBUG is on."""

from django.urls import path

from home.styleguide import styleguide
from mayfly.urls import urlpatterns as addresses

urlpatterns = [path("styleguide/", styleguide, name="styleguide"), *addresses]
