"""Settings of a site whose requests and jobs take as long as a test wants."""

from mayfly.settings import *  # noqa: F403

ROOT_URLCONF = "tests.mayfly.slow_urls"
STORAGES["staticfiles"]["BACKEND"] = (  # noqa: F405
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
