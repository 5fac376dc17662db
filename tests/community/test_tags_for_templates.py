"""The small things every page says."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone

from community.models import Capacity, Member
from community.phrases import PHRASES
from community.templatetags.mayfly import ICONS, hue_of, icon_svg

NOON = datetime(2026, 10, 12, 12, 0, tzinfo=UTC)


def said(template: str, **context: object) -> str:
    return Template("{% load mayfly %}" + template).render(Context(context))


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=6, hours=23), "6 days ago"),
        (timedelta(days=7), "5 October"),
        (timedelta(days=365), "12 October 2025"),
        (-timedelta(days=2), "14 October"),
    ],
)
def test_a_moment_is_said_as_people_say_it(passed: timedelta, words: str):
    with time_machine.travel(NOON, tick=False):
        shown = said("{% ago moment %}", moment=NOON - passed)

    assert f">{words}</time>" in shown


def test_the_exact_moment_stands_in_the_readers_own_time():
    with time_machine.travel(NOON, tick=False), timezone.override("Asia/Tokyo"):
        shown = said("{% ago moment %}", moment=NOON - timedelta(hours=1))

    assert 'title="12 October 2026, 20:00"' in shown
    assert 'datetime="2026-10-12T11:00:00+00:00"' in shown


def test_no_moment_is_nothing():
    assert said("{% ago moment %}{% on_day moment %}", moment=None) == ""


def test_a_number_never_stands_alone():
    assert said('{% count 12 "people have this problem" %}') == "12 people have this problem"
    assert said('{% count 1 "people have this problem" %}') == "1 person has this problem"
    assert said('{% count 0 "answers" %}') == "no answer yet"
    assert said('{% count 12840 "times seen" %}') == "seen 12,840 times"
    for phrase in PHRASES.values():
        for number in (0, 1, 2, 1000):
            assert phrase(number).strip("0123456789,") != ""


def test_an_icon_is_drawn_for_the_eye_alone():
    shown = said('{% icon "check" %}')

    assert shown.startswith("<svg")
    assert 'aria-hidden="true"' in shown
    assert "style=" not in shown


def test_every_icon_can_be_drawn():
    for drawing in ICONS.glob("*.svg"):
        assert icon_svg(drawing.stem).endswith("</svg>")


def test_an_icon_that_is_not_there_is_said_when_the_template_is_read():
    with pytest.raises(TemplateSyntaxError, match="no icon named 'chek'"):
        said('{% icon "chek" %}')


@pytest.fixture
def jo() -> Member:
    return Member(handle="jo", name="Jo <b>Lindqvist</b>")


def test_a_face_without_a_picture_shows_initials_on_a_colour_of_its_own(jo: Member):
    shown = said("{% avatar person %}", person=jo)

    assert f"hue-{hue_of('jo')}" in shown
    assert hue_of("Jo") == hue_of("jo")
    assert "<b>" not in shown


def test_a_face_with_a_picture_shows_it(jo: Member):
    jo.avatar.name = 'avatars/jo"x.png'

    shown = said('{% avatar person "large" %}', person=jo)

    assert 'src="/media/avatars/jo&quot;x.png"' in shown
    assert 'alt=""' in shown


def test_a_byline_says_who_speaks_as_whom_and_when(jo: Member):
    person = SimpleNamespace(
        name=jo.name,
        handle="jo",
        avatar=None,
        initials="JL",
        get_absolute_url=lambda: "/people/jo/",
        __str__=lambda: jo.name,
    )
    capacity = Capacity(team_name="Support", organisation="Acme & Sons", title="Engineer")

    shown = said(
        "{% byline person capacity moment %}", person=person, capacity=capacity, moment=NOON
    )

    assert 'href="/people/jo/"' in shown
    assert "Support, Acme &amp; Sons" in shown
    assert "<time" in shown
    assert "<b>" not in shown


def test_a_ring_empties():
    full, half, empty = (said(f'{{% ring "confirmed" {share} %}}') for share in (100, 50, 0))

    assert 'stroke-dasharray="100 100"' in full
    assert 'stroke-dasharray="50 100"' in half
    assert "life" not in empty


def test_a_ring_knows_its_states():
    with pytest.raises(ValueError, match="a ring is one of"):
        said('{% ring "obsolete" %}')
