"""Bringing the dump of a Stack Exchange community in."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from community.models import ImportedSource, Member
from questions.models import Acceptance, Answer, Question, Tag
from tests.questions.dumps import answer, at, question, user, write_dump

pytestmark = pytest.mark.django_db


def bring_in(folder: Path, **options: object) -> dict[str, object]:
    report = folder.parent / "report.json"
    call_command("import_stackexchange", folder, report=report, verbosity=0, **options)
    return json.loads(report.read_text(encoding="utf-8"))


@pytest.fixture
def bakery(tmp_path: Path) -> Path:
    """Two people, a question with two answers, one of them accepted."""
    return write_dump(
        tmp_path / "bread.stackexchange.com-2021-03",
        Users=[user(-1, "Community"), user(7, "Zoë Ångström"), user(8, "Zoe Angstrom")],
        Posts=[
            question(1, "Why is my crumb so dense?", OwnerUserId=7, AcceptedAnswerId=3),
            answer(2, of=1, OwnerUserId=8),
            answer(3, of=1, OwnerUserId=8, Body="<p>Knead <b>longer</b>.</p>"),
        ],
    )


def test_questions_answers_and_what_was_accepted_come_in(bakery):
    bring_in(bakery)

    imported = Question.objects.get(old_id=1)
    assert imported.title == "Why is my crumb so dense?"
    assert imported.author.name == "Zoë Ångström"
    assert imported.posted_at.isoformat() == "2019-03-02T12:00:00+00:00"
    assert imported.answer_count == 2
    accepted = Answer.objects.get(old_id=3)
    assert accepted.html == "<p>Knead <strong>longer</strong>.</p>"
    assert accepted.body == "Knead **longer**."
    assert imported.acceptances.current().get().answer == accepted
    assert accepted.is_accepted
    assert imported.solved_at


def test_people_of_one_name_get_two_handles(bakery):
    bring_in(bakery)

    handles = Member.objects.filter(old_id__in=[7, 8]).order_by("old_id")
    assert [member.handle for member in handles] == ["zoe-angstrom", "zoe-angstrom-8"]


def test_nobody_can_sign_in_as_an_imported_member(bakery):
    bring_in(bakery)

    assert not Member.objects.exclude(email=None).exists()
    assert not any(member.has_usable_password() for member in Member.objects.all())


def test_a_second_run_changes_nothing(bakery):
    first = bring_in(bakery)

    second = bring_in(bakery)

    assert second["nothing_new"]
    assert second["added"] == first["added"]
    assert (Question.objects.count(), Answer.objects.count()) == (1, 2)
    assert Acceptance.objects.count() == 1


def test_a_dump_in_another_folder_is_recognised_and_adds_what_is_new(bakery, tmp_path):
    bring_in(bakery)
    newer = write_dump(
        tmp_path / "newer",
        Users=[user(7, "Zoë Ångström"), user(8, "Zoe Angstrom"), user(9, "Ada Weiss")],
        Posts=[
            question(1, "Why is my crumb so dense?", OwnerUserId=7),
            answer(2, of=1, OwnerUserId=8),
            answer(4, of=1, OwnerUserId=9, CreationDate=at(20)),
        ],
    )

    report = bring_in(newer)

    assert ImportedSource.objects.get().name == "bread.stackexchange.com"
    assert report["added"] == {
        "answers": 1, "members": 1, "revisions": 1, "points": 1, "lines of points": 1,
    }  # fmt: skip
    assert Question.objects.get().answer_count == 3


def test_both_spellings_of_tags_are_read(tmp_path):
    folder = write_dump(
        tmp_path / "dump",
        Users=[user(7, "Ana")],
        Posts=[
            question(1, "First", OwnerUserId=7, Tags="<bread><sour-dough>"),
            question(2, "Second", OwnerUserId=7, Tags="|bread|c++|"),
        ],
    )

    bring_in(folder)

    counts = dict(Tag.objects.values_list("name", "question_count"))
    assert counts == {"bread": 2, "sour-dough": 1, "c++": 1}


@pytest.mark.parametrize("address", ["/q/1", "/q/1/", "/q/1/77", "/a/3", "/q/3", "/a/3/77"])
def test_addresses_of_old_lead_to_the_posts(bakery, client, address):
    bring_in(bakery)

    response = client.get(address)

    assert response.status_code == 301
    expected = Question.objects.get(old_id=1) if "1" in address else Answer.objects.get(old_id=3)
    assert response.url == expected.get_absolute_url()


def test_an_address_of_old_that_nobody_brought_is_not_found(bakery, client):
    bring_in(bakery)

    assert client.get("/q/99").status_code == 404


def test_an_address_of_old_does_not_give_a_hidden_post_away(bakery, client):
    bring_in(bakery)
    Question.objects.update(hidden_at="2020-01-01T00:00Z")

    assert client.get("/q/1").status_code == 404
    assert client.get("/a/3").status_code == 404


def test_a_file_that_must_be_there_is_asked_for(tmp_path):
    folder = write_dump(tmp_path / "dump", Users=[user(7, "Ana")])

    with pytest.raises(CommandError, match=r"Posts\.xml: is missing"):
        bring_in(folder)


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ('<row Id="1x" />', r"Users\.xml, line 3: Id is “1x”, which is not a whole number"),
        ('<row Name="a" />', r"Users\.xml, line 3: a row without Id"),
        ('<row Id="1" CreationDate="soon" />', r"line 3: CreationDate is “soon”, which is not a d"),
        ('<row Id="1" CreationDate="2019-01-01" ', r"line 4: is not well-formed XML"),
        ('<row Id="9223372036854775808" />', r"line 3: Id is 9223372036854775808, .* too large"),
        ('<col Id="1" />', r"line 3: <col> is not a row"),
    ],
)
def test_a_broken_file_is_refused_whole(tmp_path, broken, sentence):
    folder = write_dump(tmp_path / "dump", Users=[], Posts=[question(1, "First")])
    (folder / "Users.xml").write_text(f'<?xml version="1.0"?>\n<users>\n{broken}\n</users>')

    with pytest.raises(CommandError, match=sentence):
        bring_in(folder)

    assert not Member.objects.exists()
    assert not ImportedSource.objects.exists()


def test_a_wrong_encoding_is_named(tmp_path):
    folder = write_dump(tmp_path / "dump", Users=[], Posts=[question(1, "First")])
    text = '<?xml version="1.0" encoding="utf-8"?>\n<users>\n<row DisplayName="Zoë" />\n</users>'
    (folder / "Users.xml").write_bytes(text.encode("latin-1"))

    with pytest.raises(CommandError, match=r"Users\.xml, line 3: is not UTF-8"):
        bring_in(folder)


def test_entities_that_could_swell_are_refused(tmp_path):
    folder = write_dump(tmp_path / "dump", Users=[], Posts=[question(1, "First")])
    (folder / "Users.xml").write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE users [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>\n'
        '<users><row Id="1" DisplayName="&b;" /></users>'
    )

    with pytest.raises(CommandError, match="line 2: has a document type declaration"):
        bring_in(folder)
