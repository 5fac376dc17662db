"""What the routes about knowledge and promises have in common."""

from ninja import Router

router = Router()
