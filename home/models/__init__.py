"""Pages that editors write and order, and the settings of the site."""

from home.models.pages import HomePage, StandardPage
from home.models.site import SiteSettings

__all__ = ["HomePage", "SiteSettings", "StandardPage"]
