"""The forecast for a question that somebody asks, or asked."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet

from ephemeral.forecasts import Forecast, narrowest
from ephemeral.models import AnswerForecast
from ephemeral.queries.waits import ASKED_FOR_HELP, with_moments
from questions.models import Question
from questions.models.tags import TAGS_PER_QUESTION, tag_name


@dataclass(frozen=True)
class Speed:
    """How fast help was to be expected for one question, and how fast it came."""

    forecast: Forecast
    asked_at: datetime
    answered_at: datetime | None
    is_waiting: bool


def forecast_for(tags: Collection[str], now: datetime) -> Forecast | None:
    """What can be expected by who asks under these tags now; None where too little is known.

    Tags are names as typed, or synonyms; unknown ones narrow nothing.
    """
    names = set(list(_names(tags))[:TAGS_PER_QUESTION])
    about = Q(tag=None)
    if names:
        about |= Q(tag__name__in=names) | Q(tag__synonyms__name__in=names)
    return narrowest(map(_forecast, _rows().filter(about).distinct()), now)


def speeds_of(question_ids: Collection[int]) -> dict[int, Speed]:
    """How fast help was to be expected for these questions: in two queries, one where silent."""
    tagged = _rows().annotate(question=F("tag__questions"))
    by_question: dict[int | None, list[Forecast]] = defaultdict(list)
    for row in tagged.filter(Q(tag=None) | Q(question__in=question_ids)):
        by_question[row.question].append(_forecast(row))
    if not by_question:
        return {}
    asked = Question.objects.filter(
        pk__in=question_ids, kind__in=ASKED_FOR_HELP, hidden_at=None, duplicate_of=None
    )
    speeds = {}
    for question in with_moments(asked).only("posted_at"):
        known = by_question[question.pk] + by_question[None]
        forecast = narrowest(known, question.posted_at)
        if forecast:
            speeds[question.pk] = _speed(question, forecast)
    return speeds


def _speed(question: Question, forecast: Forecast) -> Speed:
    answered_at = question.answered_at  # type: ignore[attr-defined]  # annotated above
    helped_self_at = question.helped_self_at  # type: ignore[attr-defined]  # annotated above
    return Speed(
        forecast=forecast,
        asked_at=question.posted_at,
        answered_at=answered_at,
        is_waiting=answered_at is None and helped_self_at is None,
    )


def _names(tags: Iterable[str]) -> Iterable[str]:
    for typed in tags:
        try:
            yield tag_name(typed)
        except ValidationError:
            continue  # somebody is still typing it


def _rows() -> QuerySet[AnswerForecast]:
    return AnswerForecast.objects.select_related("tag")


def _forecast(row: AnswerForecast) -> Forecast:
    return Forecast(
        cases=row.cases,
        half=row.half_within,
        most=row.most_within,
        tag=row.tag.name if row.tag else "",
        is_weekend=row.is_weekend,
        hours=row.hours,
    )
