"""What is said aside reaches the asker and employees, and nobody and nothing else."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from community import log
from community.models import Notice
from questions import actions
from questions.models import Aside, Revision

pytestmark = pytest.mark.django_db
SECRET = "NL-2026-77 at Quiet Lane 4"


@pytest.fixture
def aside(question, asker) -> Aside:
    return actions.write_aside(question, body=SECRET, by=asker)


def everywhere(client, question) -> str:
    """Whatever this client can read about a question."""
    addresses = [
        question.get_absolute_url(),
        f"/questions/{question.pk}/history/",
        f"/questions/{question.pk}/feed/",
        "/questions/",
        "/questions/feed/",
        f"/api/v1/questions/{question.pk}",
        f"/api/v1/questions/{question.pk}/asides",
        f"/api/v1/questions/{question.pk}/comments",
        f"/api/v1/questions/{question.pk}/answers",
        "/api/v1/questions",
        "/api/v1/events",
        "/find/?q=Quiet+Lane",
        "/sitemap.xml",
    ]
    return "\n".join(client.get(address).content.decode() for address in addresses)


def test_the_asker_and_employees_read_it(client, question, aside, asker, employee):
    for person in (asker, employee):
        client.force_login(person)
        assert SECRET in client.get(question.get_absolute_url()).content.decode()
        assert SECRET in client.get(f"/api/v1/questions/{question.pk}/asides").content.decode()


@pytest.mark.parametrize("who", [None, "stranger", "answerer", "moderator"])
def test_nobody_else_finds_a_trace_of_it(client, question, aside, asker, who, request, run_jobs):
    actions.write_aside(question, body=f"And my phone: {SECRET}", by=asker)
    run_jobs()
    client.force_login(asker)  # warms whatever is kept of the page with the asker's own copy
    client.get(question.get_absolute_url())
    client.logout()
    if who:
        client.force_login(request.getfixturevalue(who))

    found = everywhere(client, question)

    assert SECRET not in found
    assert "Aside" not in json.dumps([row.type for row in log.read(AnonymousUser()).events])


def test_writing_aside_is_for_the_asker_and_employees(question, stranger, moderator, employee):
    for person in (stranger, moderator):
        with pytest.raises(PermissionDenied, match="between the person who asked and employees"):
            actions.write_aside(question, body="Psst", by=person)
    assert actions.write_aside(question, body="Which order?", by=employee, speaking_as="support")


def test_a_former_employee_no_longer_reads_it(client, question, aside, employee):
    employee.employments.update(ended_at=question.posted_at)
    client.force_login(employee)

    assert SECRET not in everywhere(client, question)


def test_what_was_public_by_mistake_leaves_the_public_whole(client, question, asker, run_jobs):
    slip = actions.post_answer(question, body=f"My order is {SECRET}", by=asker)
    run_jobs()

    taken = actions.take_aside(slip, by=asker)
    run_jobs()

    assert taken.body.endswith(SECRET)
    assert SECRET not in everywhere(client, question)
    assert not Revision.objects.filter(body__contains=SECRET).exists()
    with pytest.raises(ValidationError):
        actions.take_aside(slip, by=asker)


def test_an_aside_can_be_said_publicly_without_losing_it(question, aside, asker, employee):
    post = actions.share_aside(aside, body="It was an old batch.", by=asker)

    aside.refresh_from_db()
    assert aside.is_shared
    assert aside.body == SECRET
    assert post.body == "It was an old batch."
    with pytest.raises(ValidationError, match="already"):
        actions.share_aside(aside, body="Again", by=asker)
    with pytest.raises(PermissionDenied):
        actions.share_aside(aside, body="Mine now", by=employee)


def test_a_notice_of_it_goes_to_those_who_take_part_and_says_nothing_of_it(
    question, answer, asker, employee, answerer, run_jobs, settings
):
    actions.post_answer(question, body="Which order?", by=employee, speaking_as="support")
    actions.write_aside(question, body=SECRET, by=asker)
    run_jobs()

    told = Notice.objects.filter(event__type="AsideWritten")
    assert [notice.member for notice in told] == [employee]
    from community.mail import mail_notice

    mail_notice.func(told.get().pk)
    assert SECRET not in mail.outbox[-1].body + mail.outbox[-1].subject


def test_what_was_moved_into_the_aside_is_not_shown_again_without_its_words(
    question, asker, moderator
):
    comment = actions.post_comment(question, body="Order NL-77", by=asker)
    actions.take_aside(comment, by=asker)

    for person in (asker, moderator):
        with pytest.raises(PermissionDenied, match="in the private aside"):
            actions.restore_post(comment, reason="Back", by=person)

    comment.refresh_from_db()
    assert comment.hidden_at
