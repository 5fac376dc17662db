"""The demo community: complete, consistent, in the past, and there only once."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Model, Sum
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from community.markup import mentions
from community.models import Delivery, LoggedEvent, Member, Notice
from home.demo import reading
from home.demo.crowd import Window, chosen, moments
from home.demo.moving_in import PASSWORD
from home.demo.parsing import DemoError
from home.demo.reading import Thread, read_community, read_thread
from home.models import SiteSettings
from questions.models import (
    Acceptance,
    Answer,
    Aside,
    Comment,
    IdeaDecision,
    Question,
    QuestionFollow,
    Revision,
    SameProblem,
    Vote,
)
from reputation.models import LedgerLine

COUNTED: list[type[Model]] = [
    Member, Question, Answer, Comment, Vote, SameProblem, Acceptance, Aside, Revision,
    IdeaDecision, QuestionFollow, LedgerLine, LoggedEvent,
]  # fmt: skip
MOMENTS: list[tuple[type[Model], str]] = [
    (Question, "posted_at"), (Question, "edited_at"), (Question, "active_at"),
    (Question, "hidden_at"), (Question, "locked_at"), (Question, "solved_at"),
    (Answer, "posted_at"), (Answer, "edited_at"), (Answer, "accepted_at"), (Answer, "hidden_at"),
    (Comment, "posted_at"), (Aside, "posted_at"), (Vote, "cast_at"), (SameProblem, "said_at"),
    (Acceptance, "accepted_at"), (IdeaDecision, "decided_at"), (Revision, "made_at"),
    (LedgerLine, "at"), (LoggedEvent, "at"), (QuestionFollow, "began_at"), (Member, "joined_at"),
]  # fmt: skip


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in COUNTED}


# The files


@pytest.fixture(scope="module")
def threads() -> list[Thread]:
    return read_community().threads


def test_the_files_hold_a_community_worth_looking_at(threads: list[Thread]) -> None:
    acts = [act for thread in threads for act in thread.acts]

    assert len(threads) >= 60
    assert sum(act.what == "answer" for act in acts) >= 150
    assert sum(act.what == "comment" for act in acts) >= 150
    assert len({thread.language for thread in threads}) >= 5


def test_people_speak_only_after_they_came(threads: list[Thread]) -> None:
    joined = {person.handle: person.joined for person in read_community().people}

    early = [
        (thread.key, act.who)
        for thread in threads
        for act in thread.acts
        if joined[act.who] < thread.age - act.after
    ]

    assert early == []


def test_everybody_called_by_name_exists(threads: list[Thread]) -> None:
    handles = {person.handle for person in read_community().people}
    called = {
        name
        for thread in threads
        for act in thread.acts
        for name in re.findall(r"(?<![\w`])@([A-Za-z][\w.-]*\w)", act.words)
    }

    assert called
    assert called <= handles


def test_tags_of_the_files_are_described(threads: list[Thread]) -> None:
    described = set(read_community().tags)

    assert {tag for thread in threads for tag in thread.tags} == described


def test_a_file_that_cannot_be_understood_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.md"
    path.write_text("title: x\nkind: question\nby: jo\nasked: soon\ntags: wifi\n\nWords.\n")

    with pytest.raises(DemoError, match=r"broken\.md: “soon” is no time"):
        read_thread(path)


def test_an_edit_by_somebody_who_wrote_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "thread.md"
    path.write_text(
        "title: x\nkind: question\nby: jo\nasked: 3d\ntags: wifi\n\nWords.\n\n"
        "=== edit | ana | 1h | because\nOther words.\n"
    )

    with pytest.raises(DemoError, match="ana has written nothing here yet"):
        read_thread(path)


def test_acts_find_the_post_they_are_about(tmp_path: Path) -> None:
    path = tmp_path / "thread.md"
    path.write_text(
        "title: x\nkind: question\nby: jo\nasked: 3d\ntags: wifi\nvotes: +3 -1\n\nWords.\n\n"
        "=== comment | ana | 1h\nOn the question.\n\n"
        "=== answer | ana as support | 2h | +4\nOne.\n\n"
        "=== answer | tom | 3h\nTwo.\n\n"
        "=== comment | jo | 4h\nOn two.\n\n"
        "=== edit | ana | 5h | Better\nOne, better.\n\n"
        "=== comment | tom | 6h\nOn one.\n\n"
        "=== status | ana as support | 7h | planned\nWe will.\n\n"
        "=== comment | jo | 8h\nOn the idea.\n\n"
        "=== accept | jo | 1d 2h | tom\n"
    )

    thread = read_thread(path)

    assert [(act.what, act.post) for act in thread.acts] == [
        ("ask", 0), ("comment", 0), ("answer", 1), ("answer", 2), ("comment", 2), ("edit", 1),
        ("comment", 1), ("status", 0), ("comment", 0), ("accept", 2),
    ]  # fmt: skip
    assert thread.acts[0].crowd == reading.Crowd(ups=3, downs=1)
    assert (thread.acts[2].team, thread.acts[2].crowd.ups) == ("support", 4)
    assert thread.acts[-1].after == timedelta(days=1, hours=2)


# The crowd


def test_the_same_people_vote_every_time() -> None:
    people = [f"person{number}" for number in range(20)]

    first, second = chosen(people, 5, "thread", 1), chosen(people[::-1], 5, "thread", 1)

    assert first == second
    assert first != chosen(people, 5, "another", 1)


def test_more_voters_than_people_are_refused() -> None:
    with pytest.raises(DemoError, match="3 of 2 people"):
        chosen(["ana", "tom"], 3, "thread")


def test_nobody_votes_before_they_came_or_after_the_end() -> None:
    now = timezone.now()
    window = Window(now - timedelta(days=50), now - timedelta(days=2))
    joined = {"early": now - timedelta(days=900), "late": now - timedelta(days=1)}

    voted = dict(moment[::-1] for moment in moments(joined, joined, window, "thread"))

    assert list(voted) == ["early"]
    assert window.opens < voted["early"] <= window.closes


# The site, filled once for this file


@pytest.fixture(scope="module")
def _demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[StringIO]:
    """The site with the demo in it, loaded once and taken back after the last test here."""
    with django_db_blocker.unblock(), transaction.atomic():
        said = StringIO()
        call_command("load_demo", stdout=said, stderr=StringIO())
        yield said
        transaction.set_rollback(True)


@pytest.fixture
def said(_demo: StringIO, db: None) -> str:
    """What the command said when it filled the site."""
    return _demo.getvalue()


def test_loading_it_twice_changes_nothing(said: str) -> None:
    before = counts()
    again, beside = StringIO(), StringIO()

    call_command("load_demo", stdout=again, stderr=beside)

    assert counts() == before
    assert "here already" in beside.getvalue()
    assert again.getvalue() == said


def test_what_the_files_tell_is_there(said: str, threads: list[Thread]) -> None:
    acts = [act for thread in threads for act in thread.acts]
    told = {what: sum(act.what == what for act in acts) for what in ("answer", "comment", "aside")}
    votes = sum(act.crowd.ups + act.crowd.downs for act in acts)

    assert Question.objects.count() == len(threads)
    assert (Answer.objects.count(), Comment.objects.count(), Aside.objects.count()) == (
        told["answer"],
        told["comment"],
        told["aside"],
    )
    assert Vote.objects.count() == votes
    assert SameProblem.objects.count() == sum(act.crowd.same for act in acts)


def test_every_kind_and_status_can_be_seen(said: str) -> None:
    assert set(Question.objects.values_list("kind", flat=True)) == set(Question.Kind.values)
    statuses = set(Question.objects.values_list("idea_status", flat=True)) - {""}
    assert statuses == set(Question.IdeaStatus.values)
    assert Question.objects.exclude(duplicate_of=None).count() >= 2
    assert Question.objects.exclude(locked_at=None).exclude(locked_reason="").exists()
    assert Question.objects.exclude(hidden_at=None).exclude(hidden_reason="").exists()
    assert Answer.objects.exclude(hidden_at=None).exists()
    assert Answer.objects.exclude(capacity=None).exists()
    assert Acceptance.objects.exclude(withdrawn_at=None).exists()
    assert Revision.objects.filter(number=2).exclude(reason="").exists()
    assert Question.objects.public().unanswered().exists()


@pytest.mark.parametrize(
    ("model", "field"), MOMENTS, ids=lambda part: getattr(part, "__name__", part)
)
def test_nothing_happens_in_the_future(said: str, model: type[Model], field: str) -> None:
    later = model._default_manager.filter(**{f"{field}__gt": timezone.now()})

    assert not later.exists()


def test_stored_numbers_agree_with_the_facts(said: str) -> None:
    report = StringIO()

    call_command("check_counters", stdout=report)

    assert "agree with the facts" in report.getvalue()
    question = Question.objects.get(slug__startswith="router-drops-wi-fi-every-night")
    assert question.score == question.votes.aggregate(total=Sum("value"))["total"] == 17
    assert question.same_count == question.same_problems.count() == 12
    assert question.answer_count == question.answers.count()


def test_the_log_stands_in_the_order_of_time(said: str) -> None:
    at = list(
        LoggedEvent.objects.filter(type="QuestionAsked").order_by("pk").values_list("at", flat=True)
    )

    assert at == sorted(at)


def test_every_link_inside_leads_to_a_thread(said: str) -> None:
    bodies = [
        body
        for model in (Question, Answer, Comment)
        for body in model._default_manager.values_list("body", flat=True)
    ]
    links = {link for body in bodies for link in re.findall(r"\]\((/[^)]*)\)", body)}

    assert len(links) >= 8
    for link in links:
        found = resolve(link)
        assert Question.objects.public().filter(pk=found.kwargs["pk"]).exists(), link
    assert not [body for body in bodies if "](question:" in body]


def test_every_name_called_becomes_a_link(said: str) -> None:
    called = [
        (comment.html, handle)
        for comment in Comment.objects.filter(body__contains="@")
        for handle in mentions(comment.body)
    ]

    assert len(called) >= 5
    assert all(f'href="/people/{handle}/"' in html for html, handle in called)


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("customer", "jo@example.org"),
        ("employee", "ana@northlight.example"),
        ("moderator", "wanjiku@example.org"),
        ("administrator", "ida@northlight.example"),
    ],
)
def test_the_sign_ins_it_prints_are_good(said: str, role: str, address: str) -> None:
    assert re.search(rf"{role} +{address} +{PASSWORD}\n", said)
    member = Member.objects.get(email=address)
    assert member.check_password(PASSWORD)
    assert EmailAddress.objects.filter(user=member, verified=True, primary=True).exists()
    assert member.is_employee == (role == "employee")
    assert member.is_moderator == (role in {"moderator", "administrator"})
    assert member.is_superuser == (role == "administrator")


def test_it_says_that_the_accounts_are_for_the_demo(said: str) -> None:
    assert "for the demo only" in said


def test_nobody_else_can_sign_in(said: str) -> None:
    others = list(Member.objects.filter(email=None))

    assert len(others) >= 18
    assert not any(member.has_usable_password() for member in others)


def test_asides_stay_between_the_asker_and_employees(said: str) -> None:
    aside = Aside.objects.get(body__contains="NL-58-220417")
    stranger = Member.objects.get(handle="deshawn404")

    assert not Aside.objects.visible_to(stranger).filter(pk=aside.pk).exists()
    assert "NL-58-220417" not in aside.question.html
    assert not Comment.objects.filter(body__contains="NL-58-220417").exists()


def test_no_mail_waits_and_no_job_of_ours_is_left(said: str) -> None:
    assert mail.outbox == []
    # Wagtail keeps its list of references by job.
    assert not DBTaskResult.objects.exclude(task_path__startswith="wagtail.").exists()


def test_what_can_be_seen_can_be_found(said: str, client: Client) -> None:
    found = client.get("/find/", {"q": "radar at night"}).content.decode()
    hidden = client.get("/find/", {"q": "Kestrel Bobbin"}).content.decode()

    assert "/router-drops-wi-fi-every-night-at-two-wired-keeps-working/" in found
    assert "/wi-fi-password-is-not-working-put-below-what-i-have/" not in hidden


def test_the_customer_has_news_and_things_read_before(said: str) -> None:
    customer = Member.objects.get(handle="jo")

    assert 2 <= customer.notices.unread().count() <= 9
    assert customer.notices.exclude(read_at=None).exists()
    assert not Notice.objects.filter(created_at__gt=timezone.now()).exists()
    assert not Notice.objects.exclude(created_at=F("event__at")).exists()
    assert not Delivery.objects.exists()
    assert not Member.objects.filter(wants_mail=False).exists()


def test_the_site_bears_the_name_of_the_demo(said: str) -> None:
    assert SiteSettings.load().name == "Northlight Community"
