"""How fast help comes, beside a question and while asking."""

from functools import lru_cache
from time import time
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import get_language

from ephemeral.queries.forecasts import Speed, forecast_for, speeds_of
from questions.additions import adds, fills, stands_at

adds("speed", cards=False)(speeds_of)


@fills("speed")
def beside_a_question(reader: Any) -> str:
    speed: Speed | None = reader.facts.get("speed")
    if speed is None:
        return ""
    zone = str(timezone.get_current_timezone())
    return _section(speed, get_language(), zone, int(time() // 60))


@lru_cache(maxsize=1024)
def _section(speed: Speed, _language: str | None, _zone: str, _minute: int) -> str:
    took = ""
    if speed.answered_at:
        took = timesince(speed.asked_at, max(speed.answered_at, speed.asked_at), depth=1)
    return render_to_string("ephemeral/_speed.html", {"speed": speed, "took": took})


def tags_typed(text: str) -> list[str]:
    """Names as they stand in the field for tags: apart by commas or spaces."""
    return text.replace(",", " ").split()


@stands_at("ask")
def while_asking(request: HttpRequest) -> str:
    sent = request.POST if request.method == "POST" else request.GET
    forecast = forecast_for(tags_typed(sent.get("tags", "")), timezone.now())
    if forecast is None:
        return ""
    return render_to_string("ephemeral/_when.html", {"forecast": forecast})
