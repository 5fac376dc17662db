"""What a voice weighs: of whom, how often, and how far all of them together."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.counters import registered
from community.models import LoggedEvent
from ephemeral.actions import ask_back, give_evidence, let_go, renew, withdraw_evidence
from ephemeral.lifetimes import VOICES_AT_MOST
from ephemeral.models import Decision, EntryQuestion, Evidence, Lifetime
from ephemeral.state import State
from questions import actions
from tests.ephemeral.deciding.conftest import START
from tests.factories import EntryFactory, LifespanFactory, MemberFactory

pytestmark = pytest.mark.django_db
LONG_AGO = START - timedelta(days=300)


def on_day(number: float):
    return START + timedelta(days=number)


def known(**facts):
    """A member who has been here for a while."""
    return MemberFactory(joined_at=LONG_AGO, **facts)


def says(lifetime, holds=True, by=None, day=10.0, **facts):
    note = facts.pop("note", "" if holds else "The menu is not there")
    return give_evidence(
        lifetime, holds=holds, by=by or known(), note=note, at=on_day(day), **facts
    )


def due_on(lifetime) -> float:
    lifetime.refresh_from_db()
    return round((lifetime.due_at - START) / timedelta(days=1), 3)


@pytest.mark.parametrize(
    ("days", "voices", "disputes", "due"),
    [
        (100, 0, 0, 100),
        (100, 1, 0, 102),
        (100, 10, 0, 120),
        (100, 12, 0, 124),
        (100, 13, 0, 125),
        (100, 20, 0, 125),
        (100, 0, 1, 90),
        (100, 0, 3, 70),
        (100, 5, 1, 100),
        (100, 0, 9, 10),
        (100, 0, 12, 10),
        (3, 1, 0, 3.06),
        (365, 1, 1, 335.8),
    ],
)
def test_what_voices_make_of_the_date(days, voices, disputes, due):
    """On the tenth day of what holds so many days; on the second of what holds three."""
    lifespan = LifespanFactory(name=f"{days} days", days=days, notice_days=1)
    lifetime = EntryFactory(written_at=START, lifespan=lifespan).lifetime
    day = min(10, days / 2)

    for _nth in range(voices):
        says(lifetime, day=day)
    for _nth in range(disputes):
        says(lifetime, holds=False, day=day)

    assert due_on(lifetime) == pytest.approx(due)
    assert (lifetime.voices, lifetime.disputes) == (voices, disputes)
    assert lifetime.soon_at <= lifetime.due_at <= lifetime.lapses_at


def test_each_voice_says_what_it_weighed(lifetime):
    first = says(lifetime)
    for _nth in range(12):
        last = says(lifetime)
    too_many = says(lifetime)
    did_not = says(lifetime, holds=False)

    assert first.days == pytest.approx(2)
    assert last.days == pytest.approx(1)
    assert (too_many.days, too_many.why_days) == (0, "enough")
    assert did_not.days == pytest.approx(-10)


def test_did_not_work_never_brings_the_date_before_now(lifetime):
    said = says(lifetime, holds=False, day=95)

    assert said.days == pytest.approx(-5)
    assert lifetime.state(on_day(94)) == State.DUE
    lifetime.refresh_from_db()
    assert lifetime.due_at == on_day(95)

    late = says(lifetime, holds=False, day=99)

    assert (late.days, late.why_days) == (0, "due")
    assert due_on(lifetime) == 95


def test_did_not_work_asks_what_happened(lifetime, stranger):
    with pytest.raises(ValidationError) as refusal:
        give_evidence(lifetime, holds=False, by=stranger, note=" ")

    assert refusal.value.message_dict == {"note": ["Say in one line what happened."]}


def test_an_employee_who_speaks_for_their_team_renews_it(lifetime, employee):
    said = says(lifetime, by=employee, day=95, speaking_as="support", version="6.2.4")

    lifetime.refresh_from_db()
    assert isinstance(said, Decision)
    assert (said.kind, said.days, said.versions) == ("renewed", 125, "6.2.4")
    assert lifetime.confirmed_by == employee
    assert not Evidence.objects.exists()


def test_an_employee_who_speaks_personally_is_one_voice(lifetime, employee):
    said = says(lifetime, by=employee)

    assert said.days == pytest.approx(2)


def test_the_stewards_word_renews_it_though_they_work_nowhere(stranger):
    lifetime = EntryFactory(written_at=START, steward=stranger).lifetime

    assert isinstance(says(lifetime, by=stranger, day=95), Decision)


def test_who_wrote_it_is_no_witness(lifetime, steward):
    for holds in (True, False):
        with pytest.raises(PermissionDenied, match="You wrote this"):
            says(lifetime, by=steward, holds=holds)


def test_who_is_credited_is_no_witness(lifetime, entry, answer):
    EntryQuestion.objects.create(entry=entry, question=answer.question, answer=answer)

    with pytest.raises(PermissionDenied, match="made from what you wrote"):
        says(lifetime, by=answer.author)


def test_a_second_account_of_the_author_weighs_nothing(lifetime, steward):
    steward.email = "noor@mail.example"
    steward.save()

    said = says(lifetime, by=known(email="Noor+second@mail.example"))

    lifetime.refresh_from_db()
    assert (said.days, said.why_days, lifetime.voices) == (0, "same person", 0)


def test_several_accounts_of_one_person_are_one_voice(lifetime):
    says(lifetime, by=known(email="kim@mail.example"))

    others = [
        says(lifetime, by=known(email=email))
        for email in ("kim+2@mail.example", "kim+router@mail.example")
    ]
    somebody_else = says(lifetime, by=known(email="kimberley@mail.example"))

    lifetime.refresh_from_db()
    assert [(said.days, said.why_days) for said in others] == [(0, "same person")] * 2
    assert somebody_else.days == pytest.approx(2)
    assert lifetime.voices == 2


def test_a_brand_new_account_is_shown_and_does_not_count_yet(lifetime, question):
    newcomer = MemberFactory(joined_at=on_day(9))
    helper = MemberFactory(joined_at=on_day(9))
    answer = actions.post_answer(question, body="Restart it.", by=helper)
    actions.cast_vote(answer, value=1, by=question.author)

    said, heard = says(lifetime, by=newcomer), says(lifetime, by=helper)
    dispute = says(lifetime, holds=False, by=MemberFactory(joined_at=on_day(9)))

    lifetime.refresh_from_db()
    assert (said.days, said.why_days) == (0, "new")
    assert (dispute.days, dispute.why_days) == (0, "new")
    assert heard.days == pytest.approx(2)
    assert (lifetime.voices, lifetime.disputes) == (1, 0)


def test_saying_it_twice_says_it_once(lifetime):
    lee = known()
    first, again = says(lifetime, by=lee), says(lifetime, by=lee)

    assert first == again
    assert due_on(lifetime) == 102
    assert LoggedEvent.objects.filter(type="EvidenceGiven").count() == 1


def test_saying_the_other_replaces_it_and_keeps_the_history(lifetime):
    lee = known()
    says(lifetime, by=lee)

    says(lifetime, by=lee, holds=False, day=12)

    assert due_on(lifetime) == 90
    assert (lifetime.voices, lifetime.disputes) == (0, 1)
    assert lifetime.evidence.count() == 2
    assert lifetime.evidence.standing().get().holds is False


def test_taking_it_back_puts_the_date_back(lifetime):
    lee = known()
    says(lifetime, by=lee, holds=False)

    withdraw_evidence(lifetime, by=lee, at=on_day(11))
    withdraw_evidence(lifetime, by=lee, at=on_day(11))

    assert due_on(lifetime) == 100
    assert lifetime.disputes == 0
    assert LoggedEvent.objects.filter(type="EvidenceWithdrawn").count() == 1


def test_a_new_round_asks_everybody_anew(lifetime, steward):
    lee = known()
    says(lifetime, by=lee)
    renew(lifetime, because="Tried it", by=steward, at=on_day(95))

    said = says(lifetime, by=lee, day=96)

    lifetime.refresh_from_db()
    assert said.round == 2
    assert lifetime.voices == 1
    assert lifetime.due_at == on_day(95 + 125 + 2.5)


def test_two_who_say_it_did_not_work_shorten_the_next_round(lifetime, steward):
    for _nth in range(2):
        says(lifetime, holds=False)

    decision = renew(lifetime, because="With a new menu", by=steward, at=on_day(20))

    assert decision.days == 75


def test_members_do_not_bring_back_what_lapsed(lifetime):
    said = says(lifetime, day=140)

    assert (said.days, said.why_days) == (0, "lapsed")
    assert due_on(lifetime) == 100


def test_what_was_let_go_asks_nobody(lifetime, steward):
    let_go(lifetime, because="Old", by=steward)

    with pytest.raises(PermissionDenied, match="nothing to confirm"):
        says(lifetime)


def test_asking_back_counts_each_person_once(lifetime, asker, stranger):
    for member in (asker, stranger, asker):
        ask_back(lifetime, by=member, at=on_day(140))

    lifetime.refresh_from_db()
    assert lifetime.back_requests == 2
    assert LoggedEvent.objects.filter(type="KnowledgeAskedBack").count() == 2


def test_only_what_lapsed_or_was_let_go_is_asked_back(lifetime, steward, stranger):
    with pytest.raises(PermissionDenied, match="has not lapsed"):
        ask_back(lifetime, by=stranger, at=on_day(110))

    let_go(lifetime, because="Old", by=steward, at=on_day(111))
    ask_back(lifetime, by=stranger, at=on_day(112))

    lifetime.refresh_from_db()
    assert lifetime.back_requests == 1


def test_numbers_and_dates_that_drifted_are_reported_and_mended(lifetime, capsys):
    says(lifetime)
    says(lifetime, holds=False)
    right = due_on(lifetime)
    Lifetime.objects.filter(pk=lifetime.pk).update(
        voices=7, disputes=0, due_at=on_day(99), soon_at=on_day(90)
    )

    with pytest.raises(SystemExit):
        call_command("check_counters")
    said = capsys.readouterr().out
    call_command("check_counters", fix=True)

    assert "voices" in said
    assert "disputes" in said
    assert "due_at" in said
    assert due_on(lifetime) == right
    assert (lifetime.voices, lifetime.disputes) == (1, 1)


voices = st.lists(
    st.tuples(
        st.sampled_from(["holds", "did not", "takes back", "renews"]),
        st.integers(min_value=0, max_value=5),
        st.floats(min_value=0, max_value=6),
    ),
    max_size=14,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=voices)
def test_whatever_is_said_the_date_stays_within_its_bounds(acts, steward):
    """Never before what was now when somebody disputed, never past a quarter more, no drift."""
    lifetime = EntryFactory(author=steward, written_at=START).lifetime
    people, now, lowest = [known() for _nth in range(6)], START, START

    for act, who, days in acts:
        now += timedelta(days=days)
        if act == "takes back":
            withdraw_evidence(lifetime, by=people[who], at=now)
        elif act == "renews":
            renew(lifetime, because="Seen", by=steward, at=now)
        else:
            give_evidence(lifetime, holds=act == "holds", note="Tried it", by=people[who], at=now)
            lowest = now
        lifetime.refresh_from_db()
        longest = lifetime.base_due_at + timedelta(days=lifetime.days * VOICES_AT_MOST)
        assert lifetime.due_at <= longest + timedelta(seconds=1)
        if act == "did not":
            assert lifetime.due_at >= min(lowest, lifetime.base_due_at) - timedelta(seconds=1)

    mine = [number for number in registered() if number.name.startswith("ephemeral.Lifetime")]
    assert [str(drift) for number in mine for drift in number.find_drift()] == []
