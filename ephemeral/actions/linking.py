"""Which questions an entry settles."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.events import EntryLinked, EntryUnlinked, publish
from community.models import Member
from community.permissions import refused, require
from ephemeral.models import Entry, EntryQuestion
from ephemeral.permissions import can_edit_entry
from questions.models import Answer, Question

LINKS_AT_MOST = 200  # an entry that settles more says too little to any of them


@transaction.atomic
def link_entry(
    entry: Entry,
    *,
    question: Question,
    by: Member,
    answer: Answer | None = None,
    at: datetime | None = None,
) -> EntryQuestion:
    """Say that an entry settles a question. Doing it twice does it once."""
    entry = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    require(can_edit_entry(by, entry))
    return put_link(entry, question, answer=answer, by=by, now=at or timezone.now())


def put_link(
    entry: Entry, question: Question, *, by: Member, now: datetime, answer: Answer | None = None
) -> EntryQuestion:
    """Inside the caller's transaction, who may edit the entry."""
    if not Question.objects.visible_to(by).filter(pk=question.pk).exists():
        require(refused(_("This question is hidden.")))
    if answer and answer.question_id != question.pk:
        raise ValidationError({"answer": _("This answer belongs to another question.")})
    if answer and answer.hidden_at:
        require(refused(_("This answer is hidden.")))
    link = EntryQuestion.objects.filter(entry=entry, question=question).first()
    if link:
        if answer and link.answer_id is None:
            link.answer = answer
            link.save(update_fields=["answer"])
        return link
    if entry.settles.count() >= LINKS_AT_MOST:
        raise ValidationError(
            _("An entry settles at most %(most)d questions.") % {"most": LINKS_AT_MOST}
        )
    link = EntryQuestion.objects.create(
        entry=entry, question=question, answer=answer, linked_by=by, linked_at=now
    )
    publish(EntryLinked(actor_id=by.pk, entry_id=entry.pk, question_id=question.pk, at=now))
    return link


@transaction.atomic
def unlink_entry(
    entry: Entry, *, question: Question, by: Member, at: datetime | None = None
) -> None:
    """Say that an entry does not settle a question after all."""
    entry = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    require(can_edit_entry(by, entry))
    gone, _rows = EntryQuestion.objects.filter(entry=entry, question=question).delete()
    if gone:
        publish(
            EntryUnlinked(
                actor_id=by.pk,
                entry_id=entry.pk,
                question_id=question.pk,
                at=at or timezone.now(),
            )
        )
