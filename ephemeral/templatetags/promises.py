"""Promises in templates: `{% load promises %}`."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import pgettext

from community.templatetags.mayfly import ring
from ephemeral.models import Promise, PromiseState
from ephemeral.queries.promise_cards import due_html

register = template.Library()


@register.simple_tag
def due(moment: datetime) -> str:
    """`{% due promise.due_at %}`: today, tomorrow, in 3 days; past: how long ago."""
    return due_html(moment, timezone.now())


@register.simple_tag
def moment_words(moment: datetime) -> str:
    """`{% moment_words promise.due_at %}`: weekday, day and time, in the zone of whoever reads."""
    words = pgettext("a day and a time, in Django's date format", "l, j F Y, H:i")
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        date_format(local, words),
    )


@register.simple_tag
def promise_ring(promise: Promise, now: datetime) -> str:
    """`{% promise_ring promise now %}`: the ring alone, its words stand beside it."""
    state = promise.state(now)
    if state == PromiseState.WITHDRAWN:
        return ring("gone")
    return ring(state.value, 100 if promise.kept_at else promise.share(now))
