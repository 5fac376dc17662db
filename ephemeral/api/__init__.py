"""Knowledge and promises for programs: the same reads and acts as the pages."""

from ephemeral.api import deciding, entries, forecasts, promises  # noqa: F401, they add their routes
from ephemeral.api.shared import router

__all__ = ["router"]
