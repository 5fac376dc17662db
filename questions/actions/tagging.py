"""Tags: made by using them, brought to one word by synonyms and merging."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.events import TagChanged, publish
from community.models import Member
from community.permissions import require
from questions.counters import recount_tags, renew_facts
from questions.models import Tag, TagSynonym
from questions.models.tags import TAGS_PER_QUESTION, tag_name
from questions.permissions import can_curate_tags


def tags_named(typed: Sequence[str]) -> list[Tag]:
    """The tags for what was typed, synonyms resolved, new ones made.

    Raises ValidationError for more than five, or one that is not a word.
    """
    try:
        names = list(dict.fromkeys(tag_name(word) for word in typed if word.strip(" #,")))
    except ValidationError as error:
        raise ValidationError({"tags": error.messages}) from error
    synonyms = dict(TagSynonym.objects.filter(name__in=names).values_list("name", "tag__name"))
    names = list(dict.fromkeys(synonyms.get(name, name) for name in names))
    if len(names) > TAGS_PER_QUESTION:
        raise ValidationError(
            {"tags": _("At most %(most)d tags, please.") % {"most": TAGS_PER_QUESTION}}
        )
    known = Tag.objects.in_bulk(names, field_name="name")
    for name in sorted(set(names) - set(known)):
        known[name], _made = Tag.objects.get_or_create(name=name)
    return [known[name] for name in names]


@transaction.atomic
def describe_tag(
    tag: Tag,
    *,
    description: str,
    by: Member,
    synonyms: Sequence[str] | None = None,
    at: datetime | None = None,
) -> Tag:
    """Say what a tag is about and which other words mean it."""
    require(can_curate_tags(by))
    tag = Tag.objects.select_for_update(no_key=True).get(pk=tag.pk)
    tag.description = description.strip()
    tag.save(update_fields=["description"])
    if synonyms is not None:
        _set_synonyms(tag, synonyms)
    publish(TagChanged(actor_id=by.pk, tag=tag.name, at=at))
    return tag


def _set_synonyms(tag: Tag, typed: Sequence[str]) -> None:
    names = {tag_name(word) for word in typed if word.strip(" #,")} - {tag.name}
    taken = Tag.objects.filter(name__in=names).first()
    if taken:
        raise ValidationError(
            {"synonyms": _("“%(tag)s” is a tag itself; merge the two instead.") % {"tag": taken}}
        )
    elsewhere = TagSynonym.objects.filter(name__in=names).exclude(tag=tag).first()
    if elsewhere:
        raise ValidationError(
            {
                "synonyms": _("“%(word)s” already means #%(tag)s.")
                % {"word": elsewhere.name, "tag": elsewhere.tag}
            }
        )
    tag.synonyms.exclude(name__in=names).delete()
    for name in sorted(names):
        TagSynonym.objects.get_or_create(name=name, tag=tag)


def _move_uses(tag: Tag, into: Tag) -> None:
    """Put one tag in another's place on all that carries it, also what apps above tag."""
    relations: Iterable[Any] = Tag._meta.get_fields(include_hidden=True)
    for relation in relations:
        if not relation.many_to_many or not relation.auto_created:
            continue
        uses = relation.through._default_manager
        owner = relation.field.m2m_field_name()
        to_tag = relation.field.m2m_reverse_field_name()
        has_both = uses.filter(**{to_tag: into}).values(f"{owner}_id")
        uses.filter(**{to_tag: tag}).exclude(**{f"{owner}__in": has_both}).update(**{to_tag: into})


@transaction.atomic
def merge_tags(tag: Tag, *, into: Tag, by: Member) -> Tag:
    """Make one tag of two: its questions and synonyms move, its name becomes a synonym."""
    require(can_curate_tags(by))
    if tag == into:
        raise ValidationError(_("A tag cannot be merged into itself."))
    for question_id in tag.questions.values_list("pk", flat=True):
        renew_facts(question_id)
    _move_uses(tag, into)
    tag.synonyms.update(tag=into)
    name = tag.name
    tag.delete()
    TagSynonym.objects.create(name=name, tag=into)
    recount_tags([into.pk])
    publish(TagChanged(actor_id=by.pk, tag=into.name))
    return into
