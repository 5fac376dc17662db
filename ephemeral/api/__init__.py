"""Knowledge and promises for programs: the same reads and acts as the pages."""

from ephemeral.api import (  # noqa: F401, they add their routes
    absences,
    deciding,
    entries,
    forecasts,
    promises,
)
from ephemeral.api.shared import router

__all__ = ["router"]
