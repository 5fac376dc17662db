"""Questions for programs: the same reads and acts as the pages, by the same actions."""

from questions.api import asides, asking, order, reading, voting  # noqa: F401, they add their routes
from questions.api.shared import router

__all__ = ["router"]
