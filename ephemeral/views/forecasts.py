"""When somebody who is asking can expect an answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ephemeral.queries.forecasts import forecast_for
from ephemeral.threads.forecasts import tags_typed


@require_safe
def ask_when(request: HttpRequest) -> HttpResponse:
    """The part of the page for these tags; nothing where too little is known."""
    forecast = forecast_for(tags_typed(request.GET.get("tags", "")), timezone.now())
    if forecast is None:
        return HttpResponse()
    return render(request, "ephemeral/_forecast.html", {"forecast": forecast})
