"""Who may do what with a question, and the words when they may not."""

from django.utils.translation import gettext_lazy as _

from community.permissions import ALLOWED, Verdict, Viewer, can_moderate, can_take_part, refused
from questions.models import Answer, Aside, Comment, Post, Question
from reputation.privileges import may_edit_others


def _thread_is_open(question: Question, member: Viewer) -> Verdict:
    if question.hidden_at:
        return refused(_("This question is hidden."))
    if question.locked_at and not can_moderate(member):
        return refused(_("This question is locked."))
    return ALLOWED


def _first_refusal(*verdicts: Verdict) -> Verdict:
    return next((verdict for verdict in verdicts if not verdict), ALLOWED)


def can_ask(member: Viewer) -> Verdict:
    return can_take_part(member)


def can_answer(member: Viewer, question: Question) -> Verdict:
    return _first_refusal(can_take_part(member), _thread_is_open(question, member))


def can_comment(member: Viewer, post: Question | Answer) -> Verdict:
    if post.hidden_at:
        return refused(_("This post is hidden."))
    return can_answer(member, post.question)


def can_edit(member: Viewer, post: Question | Answer) -> Verdict:
    """One's own post, or another's once one has earned it."""
    if post.hidden_at and not can_moderate(member):
        return refused(_("This post is hidden."))
    open_thread = _first_refusal(can_take_part(member), _thread_is_open(post.question, member))
    if not open_thread or post.author_id == member.pk:
        return open_thread
    return may_edit_others(member)


def can_edit_comment(member: Viewer, comment: Comment) -> Verdict:
    if comment.author_id != member.pk:
        return refused(_("Only the person who wrote a comment can edit it."))
    return can_comment(member, comment.answer or comment.question)


def can_vote(member: Viewer, post: Question | Answer) -> Verdict:
    if post.author_id == member.pk:
        return refused(_("Nobody votes on what they wrote themselves."))
    if post.hidden_at:
        return refused(_("This post is hidden."))
    return _first_refusal(can_take_part(member), _thread_is_open(post.question, member))


def can_say_same(member: Viewer, question: Question) -> Verdict:
    if question.kind != Question.Kind.PROBLEM:
        return refused(_("Only problems can be had too."))
    if question.author_id == member.pk:
        return refused(_("This is your own problem already."))
    return _first_refusal(can_take_part(member), _thread_is_open(question, member))


def can_accept(member: Viewer, answer: Answer) -> Verdict:
    if answer.question.author_id != member.pk:
        return refused(_("Only the person who asked can accept an answer."))
    if answer.question.hidden_at:
        return refused(_("This question is hidden."))
    if answer.hidden_at:
        return refused(_("This answer is hidden."))
    return can_take_part(member)


def can_follow(member: Viewer, question: Question) -> Verdict:
    if question.hidden_at:
        return refused(_("This question is hidden."))
    return can_take_part(member)


def can_hide(member: Viewer, post: Post) -> Verdict:
    """Moderators hide anything; authors take back what nobody else has built on."""
    if can_moderate(member):
        return ALLOWED
    if post.author_id != member.pk:
        return refused(_("Only moderators can hide what somebody else wrote."))
    if isinstance(post, Question) and post.answer_count:
        return refused(_("Others have answered, so only a moderator can hide this question."))
    if isinstance(post, Answer) and post.is_accepted:
        return refused(_("This answer solved the question, so only a moderator can hide it."))
    return can_take_part(member)


def can_restore(member: Viewer, post: Post) -> Verdict:
    if not post.body and not isinstance(post, Question):
        return refused(
            _("Its words are in the private aside. Who wrote them can say them publicly.")
        )
    if can_moderate(member):
        return ALLOWED
    if post.author_id == member.pk and post.hidden_by_id == member.pk:
        return can_take_part(member)
    return refused(_("A moderator hid this, so only a moderator can restore it."))


def can_lock(member: Viewer) -> Verdict:
    return can_moderate(member)


def can_mark_duplicate(member: Viewer, question: Question) -> Verdict:
    """The person who asked knows best; moderators and employees see more questions than others."""
    if not member.is_authenticated:
        return can_take_part(member)
    if member.is_moderator or question.author_id == member.pk or member.is_employee:
        return can_take_part(member)
    return refused(_("Only the person who asked, employees and moderators can say so."))


def can_decide_idea(member: Viewer, question: Question) -> Verdict:
    if question.kind != Question.Kind.IDEA:
        return refused(_("Only ideas have a status."))
    if not member.is_authenticated or not (member.is_employee or member.is_superuser):
        return refused(_("Only employees can answer an idea for the organisation."))
    return can_take_part(member)


def can_see_asides(member: Viewer, question: Question) -> bool:
    """The person who asked, and employees."""
    if not member.is_authenticated or not member.is_active:
        return False
    return question.author_id == member.pk or member.is_employee


def can_write_aside(member: Viewer, question: Question) -> Verdict:
    if not can_see_asides(member, question):
        return refused(_("An aside is between the person who asked and employees."))
    if question.hidden_at:
        return refused(_("This question is hidden."))
    return can_take_part(member)


def can_take_aside(member: Viewer, post: Answer | Comment) -> Verdict:
    """Who wrote it can take it out of the public; so can employees and moderators."""
    if not member.is_authenticated:
        return can_take_part(member)
    question = post.question
    concerned = post.author_id == question.author_id or post.author_is_employee
    if not concerned:
        return refused(_("Only what the asker or an employee wrote can go into the aside."))
    if post.author_id == member.pk or member.is_employee or member.is_moderator:
        return can_take_part(member)
    return refused(_("Only the person who wrote it, employees and moderators can do this."))


def can_share_aside(member: Viewer, aside: Aside) -> Verdict:
    if aside.author_id != member.pk:
        return refused(_("Only the person who wrote it can make it public."))
    return can_answer(member, aside.question)


def can_curate_tags(member: Viewer) -> Verdict:
    return can_moderate(member)
