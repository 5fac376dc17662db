"""How fast help comes."""

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema

from community.api import READING
from ephemeral.api.shared import router
from ephemeral.forecasts import Forecast
from ephemeral.queries.forecasts import forecast_for
from ephemeral.threads.forecasts import tags_typed


class ForecastOut(Schema):
    """Seconds by which half, and nine in ten, of such questions have an answer.

    Null where that many have none within what is known. `tag`, `is_weekend` and `hours` (quarters
    of the day, by the site's clock) say which questions it was counted from.
    """

    words: str
    cases: int
    half_within: int | None
    most_within: int | None
    tag: str
    is_weekend: bool | None
    hours: int | None

    @staticmethod
    def resolve_words(forecast: Forecast) -> str:
        return forecast.sentence()

    @staticmethod
    def resolve_half_within(forecast: Forecast) -> int | None:
        return _seconds(forecast.half)

    @staticmethod
    def resolve_most_within(forecast: Forecast) -> int | None:
        return _seconds(forecast.most)


def _seconds(time: timedelta | None) -> int | None:
    return None if time is None else int(time.total_seconds())


@router.get("/forecast", response=ForecastOut | None, auth=READING, tags=["questions"])
def forecast(request: HttpRequest, tags: str = "") -> Forecast | None:
    """When a question asked now under these tags (`a,b`) can expect an answer.

    Null where fewer than 30 such questions are known, of whatever tag.
    """
    return forecast_for(tags_typed(tags), timezone.now())
