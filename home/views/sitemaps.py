"""Every public address, for search engines. Posts come in parts by their ids, so that a part
costs the same wherever it stands and stays the same however many follow.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from ephemeral.models import Entry
from questions.models import Question, Tag

PART = 10_000  # ids; a sitemap may have 50,000 addresses, and this one is read in a moment
MOST_TAGS = 50_000
HOUR = 60 * 60

LISTS = ("questions", "knowledge", "tags", "people")

Address = tuple[str, datetime | None]


@require_safe
@cache_control(public=True, max_age=HOUR)
def index(request: HttpRequest) -> HttpResponse:
    addresses = [
        reverse("sitemap-pages"),
        reverse("sitemap-tags"),
        *(reverse("sitemap-questions", args=[part]) for part in _parts(Question)),
        *(reverse("sitemap-entries", args=[part]) for part in _parts(Entry)),
    ]
    return _xml(request, "sitemap_index.xml", [(address, None) for address in addresses])


@require_safe
@cache_control(public=True, max_age=HOUR)
def questions(request: HttpRequest, part: int) -> HttpResponse:
    rows = list(
        Question.objects.public()
        .filter(pk__gte=part * PART, pk__lt=(part + 1) * PART)
        .order_by("pk")
        .values_list("pk", "slug", "active_at")
    )
    if not rows:
        raise Http404
    return _xml(
        request,
        "sitemap.xml",
        [(reverse("question", args=[pk, slug]), active_at) for pk, slug, active_at in rows],
    )


@require_safe
@cache_control(public=True, max_age=HOUR)
def entries(request: HttpRequest, part: int) -> HttpResponse:
    """What somebody stands behind, or did until lately: neither lapsed nor let go."""
    standing = Entry.objects.public().filter(
        lifetime__lapses_at__gt=timezone.now(),
        lifetime__let_go_at=None,
        lifetime__paused_at=None,
    )
    rows = list(
        standing.filter(pk__gte=part * PART, pk__lt=(part + 1) * PART)
        .order_by("pk")
        .values_list("pk", "slug", "written_at", "edited_at", "lifetime__confirmed_at")
    )
    if not rows:
        raise Http404
    return _xml(
        request,
        "sitemap.xml",
        [
            (reverse("entry", args=[pk, slug]), max(filter(None, changes)))
            for pk, slug, *changes in rows
        ],
    )


@require_safe
@cache_control(public=True, max_age=HOUR)
def tags(request: HttpRequest) -> HttpResponse:
    found = Tag.objects.in_use().order_by("name")[:MOST_TAGS]
    return _xml(request, "sitemap.xml", [(tag.get_absolute_url(), None) for tag in found])


@require_safe
@cache_control(public=True, max_age=HOUR)
def pages(request: HttpRequest) -> HttpResponse:
    """The pages that editors wrote, and the lists."""
    site = Site.find_for_request(request)
    lists: list[Address] = [(reverse(name), None) for name in LISTS]
    written = (
        Page.objects.live().public().descendant_of(site.root_page, inclusive=True) if site else ()
    )
    return _xml(
        request,
        "sitemap.xml",
        [*((page.relative_url(site), page.last_published_at) for page in written), *lists],
    )


def _parts(model: type[Question] | type[Entry]) -> range:
    last = model.objects.public().aggregate(last=Max("pk"))["last"]
    return range(last // PART + 1) if last else range(0)


def _xml(request: HttpRequest, template: str, addresses: Iterable[Address]) -> HttpResponse:
    listed = [(settings.SITE_URL + address, changed_at) for address, changed_at in addresses]
    response = render(
        request,
        f"home/{template}",
        {"addresses": listed},
        content_type="application/xml; charset=utf-8",
    )
    changes = [changed_at for _address, changed_at in listed if changed_at]
    if changes:
        response["Last-Modified"] = http_date(max(changes).timestamp())
    return response
