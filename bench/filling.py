"""A community to measure with: 2,000 questions and what was said about them, the same each time."""

import random
from datetime import UTC, datetime, timedelta

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.db.models import Count

from community.markup import render
from community.models import Member
from questions.models import Answer, Comment, Question, Tag, Vote

QUESTIONS, ANSWERS_EACH, COMMENTS_EACH, VOTES_EACH = 2_000, 3, 4, 8
ON_THE_PAGE = {"answers": 10, "comments on each": 2, "comments on the question": 2}
SUBJECTS = ("The router", "My repeater", "The app", "A firmware update", "The guest network")
VERBS = ("drops the line", "asks for a restart", "forgets its name", "shows a red light", "is slow")
TIMES = ("at night", "since Monday", "whenever it rains", "after ten minutes", "on channel 36")
PAST = datetime(2026, 1, 1, tzinfo=UTC)


def sentence(dice: random.Random) -> str:
    return f"{dice.choice(SUBJECTS)} {dice.choice(VERBS)} {dice.choice(TIMES)}."


def text(dice: random.Random, paragraphs: int) -> str:
    said = [" ".join(sentence(dice) for _ in range(4)) for _ in range(paragraphs)]
    return "\n\n".join([*said, "1. Open **settings**\n2. Choose `reset`"])


def fill() -> Question:
    """Fill an empty, migrated database. Returns the question whose page is measured."""
    dice = random.Random(1)  # noqa: S311 (the same data each time, no secret)
    members = Member.objects.bulk_create(
        Member(handle=f"member{n}", name=f"Member {n}", email=f"m{n}@mail.example")
        for n in range(500)
    )
    tags = Tag.objects.bulk_create(Tag(name=f"subject-{n}") for n in range(40))
    long = [(body, render(body)) for body in (text(dice, 3) for _ in range(60))]
    short = [(body, render(body)) for body in (sentence(dice) for _ in range(60))]

    def said(bodies: list[tuple[str, str]], minute: int) -> dict[str, object]:
        body, html = dice.choice(bodies)
        posted_at = PAST + timedelta(minutes=minute)
        return {"body": body, "html": html, "author": dice.choice(members), "posted_at": posted_at}

    def title() -> str:
        return sentence(dice).rstrip(".") + ", why?"

    questions = Question.objects.bulk_create(
        Question(title=words, slug=Question.slug_for(words), **said(long, 100 * n))
        for n, words in enumerate(title() for _ in range(QUESTIONS))
    )
    page = questions[QUESTIONS // 2]
    Question.tags.through.objects.bulk_create(
        Question.tags.through(question=question, tag=tag)
        for question in questions
        for tag in dice.sample(tags, 3)
    )
    answers = Answer.objects.bulk_create(
        Answer(question=question, **said(long, 100 * n + turn + 1))
        for n, question in enumerate(questions)
        for turn in range(ON_THE_PAGE["answers"] if question is page else ANSWERS_EACH)
    )
    others = [question for question in questions if question is not page]
    commented: list[tuple[Question, Answer | None]] = [
        (dice.choice(others), None) for _ in range(QUESTIONS * COMMENTS_EACH)
    ]
    commented += [(page, None)] * ON_THE_PAGE["comments on the question"]
    for answer in answers:
        if answer.question is page:
            commented += [(page, answer)] * ON_THE_PAGE["comments on each"]
    Comment.objects.bulk_create(
        Comment(question=question, answer=answer, **said(short, 200_000 + n))
        for n, (question, answer) in enumerate(commented)
    )
    Vote.objects.bulk_create(
        Vote(member=member, question=question, value=1)
        for question in questions
        for member in dice.sample(members, VOTES_EACH)
    )
    Vote.objects.bulk_create(
        Vote(member=members[0], answer=answer, value=1)
        for answer in answers
        if answer.question is page and answer.author != members[0]
    )
    Question.objects.update(score=VOTES_EACH)
    counted = Question.objects.annotate(n=Count("answers")).only("pk")
    for question in counted:
        question.answer_count = question.n
    Question.objects.bulk_update(counted, ["answer_count"], batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return page


def sign_in() -> str:
    """A session of the first member, as a cookie."""
    member = Member.objects.get(handle="member0")
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = "community.accounts.Backend"
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}"
