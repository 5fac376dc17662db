"""A community that lives by the dice: everybody does anything, and days pass in between."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from community import jobs
from community.actions.people import close_account
from community.actions.teams import begin_employment, end_employment
from community.models import Employment, Member
from ephemeral import actions
from ephemeral.clock_of_promises import list_what_is_late, tell_of_dates
from ephemeral.clockwork import look_after_knowledge
from ephemeral.models import Entry, Lifespan, Lifetime, Promise, Suggestion
from questions import actions as asking
from questions.models import Answer, Question, Tag
from tests.factories import EmploymentFactory, LifespanFactory, MemberFactory, TeamFactory

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
Act = Callable[[], object]


class Walk:
    """One walk. The same seed takes the same steps."""

    def __init__(self, seed: int) -> None:
        self.dice, self.now, self.number = Random(seed), BEGIN, 0
        self.done: dict[str, int] = {}
        self.admin = MemberFactory(is_superuser=True, is_moderator=True)
        self.teams = [TeamFactory(), TeamFactory(name="Field", slug="field")]
        for team in self.teams:
            EmploymentFactory(team=team, member=MemberFactory(joined_at=BEGIN - 9 * DAY))
        for _number in range(4):
            MemberFactory(joined_at=BEGIN - 9 * DAY)
        self.lifespans = [
            LifespanFactory(name="Days", days=6, notice_days=1, grace_days=2),
            LifespanFactory(name="Weeks", days=40, notice_days=5, grace_days=9, on_lapse="last"),
        ]

    def go(self, steps: int, check: Callable[["Walk"], None]) -> None:
        acts = [getattr(self, name) for name in dir(self) if name.startswith("act_")]
        acts += 3 * [self.act_ask, self.act_answer, self.act_accept, self.act_write, self.act_clock]
        for step in range(steps):
            self.number = step
            if self.dice.random() < 0.4:
                self.now += timedelta(hours=self.dice.choice([1, 7, 30, 200]))
            with time_machine.travel(self.now, tick=False):
                self._do(self.dice.choice(acts))
                check(self)

    def _do(self, act: Act) -> None:
        try:
            act()
        except (PermissionDenied, ValidationError, LookupError):
            return  # it was not to be
        self.done[act.__name__] = self.done.get(act.__name__, 0) + 1  # type: ignore[attr-defined]

    def any(self, model: Any, **facts: Any) -> Any:
        """One of these at random. Raises LookupError where there is none."""
        ids = model.objects.filter(**facts).order_by("pk").values_list("pk", flat=True)
        return model.objects.get(pk=self.dice.choice(list(ids)))

    def person(self, *, works: bool = False) -> Member:
        facts = {"employments__ended_at": None, "employments__isnull": False} if works else {}
        return Member.objects.get(pk=self.any(Member, is_active=True, **facts).pk)

    def who(self) -> dict[str, Any]:
        member = self.person(works=self.dice.random() < 0.6)
        jobs_held = member.current_employments
        team = self.dice.choice(["", jobs_held[0].team.slug]) if jobs_held else ""
        return {"by": member, "speaking_as": team}

    def words(self) -> dict[str, str]:
        title = f"How it is in part {self.number}"
        return {"title": title, "summary": "In short.", "body": f"At length, {self.number}."}

    # Asking

    def act_ask(self) -> None:
        tag = self.dice.choice(["wifi", "firmware", "mesh"])
        asking.ask_question(
            title=f"Why is it so, {self.number}?",
            body="Tell me why it is so.",
            kind="problem",
            tags=[tag],
            by=self.person(),
        )

    def act_answer(self) -> None:
        asking.post_answer(self.any(Question), body="Because of the radar.", **self.who())

    def act_accept(self) -> None:
        answer = self.any(Answer)
        asking.accept_answer(answer, by=answer.question.author)

    def act_accept_no_more(self) -> None:
        answer = self.any(Answer)
        asking.withdraw_acceptance(answer, by=answer.question.author)

    def act_hide(self) -> None:
        post = self.any(self.dice.choice([Answer, Question]))
        asking.hide_post(post, reason="Not here", by=self.admin)

    def act_restore(self) -> None:
        post = self.any(self.dice.choice([Answer, Question]), hidden_at__isnull=False)
        asking.restore_post(post, reason="Here after all", by=self.admin)

    def act_take_aside(self) -> None:
        answer = self.any(Answer)
        asking.take_aside(answer, by=answer.author)

    def act_merge_tags(self) -> None:
        if self.dice.random() < 0.1:
            asking.merge_tags(self.any(Tag), into=self.any(Tag), by=self.admin)

    # Writing

    def act_write(self) -> None:
        answer = self.any(Answer) if self.dice.random() < 0.5 else None
        lifespan, draft = self.dice.choice(self.lifespans), self.dice.random() < 0.2
        more = {"lifespan": Lifespan.objects.get(pk=lifespan.pk), "draft": draft}
        actions.write_entry(**self.words(), tags=["wifi"], answer=answer, **more, **self.who())

    def act_revise(self) -> None:
        draft = self.dice.random() < 0.3
        actions.revise_entry(self.any(Entry), **self.words(), draft=draft, **self.who())

    def act_choose_lifespan(self) -> None:
        entry, lifespan = self.any(Entry), self.dice.choice(self.lifespans)
        words = {name: getattr(entry, name) for name in ("title", "summary", "body")}
        chosen = Lifespan.objects.get(pk=lifespan.pk)
        actions.revise_entry(entry, **words, lifespan=chosen, **self.who())

    def act_unpublish(self) -> None:
        self.any(Entry).unpublish(user=self.person())

    def act_link(self) -> None:
        actions.link_entry(self.any(Entry), question=self.any(Question), by=self.person(works=True))

    def act_unlink(self) -> None:
        actions.unlink_entry(
            self.any(Entry), question=self.any(Question), by=self.person(works=True)
        )

    def act_suggest(self) -> None:
        actions.suggest_change(self.any(Entry), **self.words(), why="Better so", **self.who())

    def act_take(self) -> None:
        actions.take_suggestion(self.any(Suggestion), **self.who())

    def act_decline(self) -> None:
        actions.decline_suggestion(self.any(Suggestion), reason="No", by=self.person())

    # Deciding

    def act_renew(self) -> None:
        actions.renew(self.any(Lifetime), because="Tried it", **self.who())

    def act_let_go(self) -> None:
        successor = self.any(Entry) if self.dice.random() < 0.5 else None
        actions.let_go(self.any(Lifetime), because="Old", successor=successor, **self.who())

    def act_hand_over(self) -> None:
        steward = self.dice.choice([None, self.person()])
        team = self.dice.choice([None, *self.teams])
        actions.hand_over(
            self.any(Lifetime), steward=steward, team=team, now=self.now, **self.who()
        )

    def act_holds(self) -> None:
        actions.give_evidence(self.any(Lifetime), holds=True, by=self.person())

    def act_fails(self) -> None:
        actions.give_evidence(self.any(Lifetime), holds=False, note="No", by=self.person())

    def act_take_word_back(self) -> None:
        lifetime = self.any(Lifetime, evidence__withdrawn_at=None, evidence__isnull=False)
        said = lifetime.evidence.standing().first()
        actions.withdraw_evidence(lifetime, by=said.member)

    def act_ask_back(self) -> None:
        actions.ask_back(self.any(Lifetime), by=self.person())

    def act_change_lifespan(self) -> None:
        lifespan = Lifespan.objects.get(pk=self.dice.choice(self.lifespans).pk)
        lifespan.grace_days = self.dice.choice([1, 4, 20])
        lifespan.notice_days = self.dice.choice([0.5, 3, 5])
        lifespan.save()

    # Promising

    def act_promise(self) -> None:
        due = self.now + timedelta(hours=self.dice.choice([2, 50, 400]))
        what = f"A fix, {self.number}"
        actions.make_promise(self.any(Question), what=what, due_at=due, **self.who())

    def act_note(self) -> None:
        promise = self.any(Promise)
        actions.note_promise(promise, words=f"Goes on, {self.number}", by=promise.member)

    def act_move(self) -> None:
        promise, due = self.any(Promise), self.now + self.dice.choice([1, 9]) * DAY
        actions.move_promise(promise, due_at=due, reason="Later", by=promise.member)

    def act_keep(self) -> None:
        promise = self.any(Promise)
        answer = promise.question.answers.first()
        actions.keep_promise(promise, answer=answer, by=promise.member)

    def act_withdraw_promise(self) -> None:
        promise = self.any(Promise)
        actions.withdraw_promise(promise, reason="Will not come", by=promise.member)

    def act_take_over(self) -> None:
        actions.take_over_promise(self.any(Promise), by=self.person(works=True))

    # People

    def act_go_away(self) -> None:
        today = timezone.localdate()
        actions.go_away(first_day=today, last_day=today + 3 * DAY, by=self.person())

    def act_come_and_go(self) -> None:
        if self.dice.random() < 0.5:
            member, team = self.person(), self.dice.choice(self.teams)
            begin_employment(member, team=team, title="Engineer", by=self.admin)
        elif Employment.objects.current().count() > 2:
            end_employment(self.any(Employment, ended_at=None), by=self.admin)

    def act_close_account(self) -> None:
        member = self.person()
        if member != self.admin and self.dice.random() < 0.3:
            close_account(member, by=member)
            MemberFactory(joined_at=self.now)

    # Time

    def act_clock(self) -> None:
        look_after_knowledge(timezone.now())
        tell_of_dates(timezone.now())
        list_what_is_late(timezone.now())

    def act_jobs(self) -> None:
        jobs.run_jobs()
