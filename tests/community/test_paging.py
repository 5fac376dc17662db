"""Pages of long lists."""

import base64
import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from community.models import Member
from community.paging import page_of

pytestmark = pytest.mark.django_db
NEWEST = ("-joined_at", "-pk")


@pytest.fixture
def people() -> list[Member]:
    """Ten people, three of whom joined at each moment, the latest first."""
    noon = timezone.now()
    made = [
        Member.objects.create_user(f"p{n}", joined_at=noon + timedelta(microseconds=n // 3))
        for n in range(10)
    ]
    return made[::-1]


def walk(order_by, size):
    """All pages forward, then all of them back again."""
    pages = [page_of(Member.objects.all(), order_by=order_by, size=size)]
    while pages[-1].next:
        pages.append(
            page_of(Member.objects.all(), order_by=order_by, cursor=pages[-1].next, size=size)
        )
    back = [pages[-1]]
    while back[-1].previous:
        back.append(
            page_of(Member.objects.all(), order_by=order_by, cursor=back[-1].previous, size=size)
        )
    return pages, back[::-1]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 9, 10, 11])
def test_every_row_comes_once_whatever_the_ties(people, size):
    forward, back = walk(NEWEST, size)

    assert [row for page in forward for row in page] == people
    if len(people) % size == 0:
        assert [row for page in back for row in page] == people


def test_going_back_shows_the_page_one_came_from(people):
    first = page_of(Member.objects.all(), order_by=NEWEST, size=3)
    second = page_of(Member.objects.all(), order_by=NEWEST, cursor=first.next, size=3)

    again = page_of(Member.objects.all(), order_by=NEWEST, cursor=second.previous, size=3)

    assert again == first
    assert not first.previous


def test_columns_may_run_in_different_directions(people):
    forward, _back = walk(("joined_at", "-pk"), 4)

    expected = list(Member.objects.order_by("joined_at", "-pk"))
    assert [row for page in forward for row in page] == expected


def test_a_calculated_number_can_order_a_list(people):
    rows = Member.objects.annotate(rank=F("pk") / 4)
    first = page_of(rows, order_by=("-rank", "-pk"), size=4)

    second = page_of(rows, order_by=("-rank", "-pk"), cursor=first.next, size=4)

    assert [*first, *second] == people[:8]


def test_a_row_that_has_gone_does_not_lose_the_place(people):
    first = page_of(Member.objects.all(), order_by=NEWEST, size=3)
    people[2].delete()

    second = page_of(Member.objects.all(), order_by=NEWEST, cursor=first.next, size=3)

    assert second.items == people[3:6]


def test_a_page_whose_rows_have_all_gone_still_leads_back(people):
    first = page_of(Member.objects.all(), order_by=NEWEST, size=5)
    Member.objects.filter(pk__in=[row.pk for row in people[5:]]).delete()

    empty = page_of(Member.objects.all(), order_by=NEWEST, cursor=first.next, size=5)

    assert not empty.items
    back = page_of(Member.objects.all(), order_by=NEWEST, cursor=empty.previous, size=5)
    assert back.items == people[:5]


def test_new_rows_at_the_top_make_the_first_page_full(people):
    first = page_of(Member.objects.all(), order_by=NEWEST, size=3)
    second = page_of(Member.objects.all(), order_by=NEWEST, cursor=first.next, size=3)
    people[0].delete()

    back = page_of(Member.objects.all(), order_by=NEWEST, cursor=second.previous, size=3)

    assert back.items == people[1:4]


def test_a_page_takes_one_query_that_neither_counts_nor_skips(people, django_assert_num_queries):
    first = page_of(Member.objects.all(), order_by=NEWEST, size=3)

    with django_assert_num_queries(1) as queries:
        page_of(Member.objects.all(), order_by=NEWEST, cursor=first.next, size=3)

    sql = queries.captured_queries[0]["sql"]
    assert "COUNT(" not in sql
    assert "OFFSET" not in sql


def forged(*content):
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "====",
        "a" * 5000,
        forged(),
        forged("a"),
        forged("a", "-joined_at", "-pk"),
        forged("z", "-joined_at", "-pk", "2026-01-01T00:00:00+00:00", 1),
        forged("a", "-email", "-pk", "ana@example.com", 1),
        forged("a", "-joined_at", "-pk", "2026-01-01T00:00:00", 1),
        forged("a", "-joined_at", "-pk", "yesterday", 1),
        forged("a", "-joined_at", "-pk", "2026-01-01T00:00:00+00:00", "one"),
        forged("a", "-joined_at", "-pk", "2026-01-01T00:00:00+00:00", None),
        forged("a", "-joined_at", "-pk", "2026-01-01T00:00:00+00:00", 10**30),
        forged("a", "-joined_at", "-pk", "2026-01-01T00:00:00+00:00", [1]),
        forged("a", "-joined_at", "-pk", "2026-01-01T00:00:00+00:00", 1, 2),
        forged(["a"], "-joined_at", "-pk", "2026-01-01T00:00:00+00:00", 1),
        base64.urlsafe_b64encode(b"[" * 700).decode(),
        base64.urlsafe_b64encode(b'{"a": 1}').decode().rstrip("="),
        base64.urlsafe_b64encode(b"7").decode().rstrip("="),
    ],
)
def test_a_wrong_cursor_is_refused_with_a_sentence(people, cursor):
    with pytest.raises(ValidationError, match="Begin at its first page"):
        page_of(Member.objects.all(), order_by=NEWEST, cursor=cursor)


def test_a_number_column_refuses_infinity(people):
    cursor = base64.urlsafe_b64encode(b'["a","-pk",Infinity]').decode().rstrip("=")

    with pytest.raises(ValidationError, match="Begin at its first page"):
        page_of(Member.objects.all(), cursor=cursor)
