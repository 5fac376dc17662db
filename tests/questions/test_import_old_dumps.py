"""Dumps of other sites and years: other names, fewer files, columns and kinds nobody knew then."""

import io
import tarfile

import pytest
from django.core.management import CommandError, call_command

from community.models import ImportedSource, Member
from questions.models import Question
from tests.questions.dumps import answer, at, comment, history, question, user, vote, write_dump
from tests.questions.test_import import bring_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def first_years(tmp_path):
    """As of 2009: names in lower case, no history, links, tags or licences, hashes of addresses."""
    folder = write_dump(
        tmp_path / "092009",
        Users=[user(7, "Ana", EmailHash="d41d8cd98f00b204e9800998ecf8427e", Age=31, AboutMe="")],
        Posts=[
            question(
                1, "Dense crumb", OwnerUserId=7, CreationDate="2008-07-31T21:42:52.667",
                LastEditorUserId="", ClosedDate="2009-01-01T00:00:00.000",
            ),
            answer(2, of=1, OwnerUserId="", OwnerDisplayName="Dee", CreationDate="2008-08-01"),
        ],
        Comments=[{"Id": 1, "PostId": 2, "Text": "Thanks", "CreationDate": at(3), "UserId": 7}],
        Votes=[vote(1, 1, 2)],
        Badges=[{"Id": 1, "UserId": 7, "Name": "Teacher", "Date": at(3)}],
    )  # fmt: skip
    for path in folder.iterdir():
        path.rename(path.with_name(path.name.lower()))
    return folder


def test_a_dump_of_the_first_years_comes_in(first_years):
    report = bring_in(first_years)

    imported = Question.objects.get()
    assert (imported.score, imported.closed_because, imported.licence) == (
        1, "other", "CC BY-SA 2.5",
    )  # fmt: skip
    assert imported.edited_by is None
    assert imported.answers.get().author.name == "Dee"
    assert imported.comments.get().body == "Thanks"
    assert imported.revisions.count() == 1
    assert report["missing_files"] == ["Tags.xml", "PostHistory.xml", "PostLinks.xml"]
    assert report["files"]["users.xml"]["columns_not_kept"]["EmailHash"]["rows"] == 1


def test_a_dump_without_a_site_in_its_name_is_called_as_its_folder(first_years):
    bring_in(first_years)

    source = ImportedSource.objects.get()
    assert (source.name, source.url) == ("092009", "")


def test_a_community_gets_its_name_when_its_dump_comes_under_it(first_years):
    bring_in(first_years)

    report = bring_in(first_years.rename(first_years.with_name("bread.stackexchange.com-2010")))

    assert report["nothing_new"]
    assert ImportedSource.objects.get().url == "https://bread.stackexchange.com"
    assert Question.objects.count() == 1


def test_who_starts_the_import_may_say_where_it_comes_from(first_years):
    call_command(
        "import_stackexchange",
        first_years,
        source="bread.example.org",
        licence="CC0 1.0",
        language="de",
        verbosity=0,
    )

    imported = Question.objects.get()
    assert (imported.licence, imported.language) == ("CC0 1.0", "de")
    assert ImportedSource.objects.get().url == "https://bread.example.org"


def test_columns_and_kinds_of_later_years_do_no_harm(tmp_path):
    folder = write_dump(
        tmp_path / "ru.stackoverflow.com",
        Users=[user(7, "Юрий Гагарин"), user(8, "日本"), user(9, "!!!"), user(10, "")],
        Posts=[
            question(1, "Почему хлеб плотный?", OwnerUserId=7, Tags="|хлеб|c#|", NewColumn="x"),
            answer(2, of=1, OwnerUserId=8, ContentLicense="CC BY-SA 5.0"),
        ],
        PostHistory=[history(1, 1, 77, "a"), history(2, 1, 66, "b")],
        Votes=[vote(1, 1, 39)],
    )

    report = bring_in(folder)

    imported = Question.objects.get()
    assert imported.language == "ru"
    assert sorted(tag.name for tag in imported.tags.all()) == ["c#", "хлеб"]
    handles = dict(Member.objects.values_list("old_id", "handle"))
    assert handles == {7: "yuriy-gagarin", 8: "riben", 9: "user-9", 10: "user10"}
    assert report["files"]["PostHistory.xml"]["types"] == {
        "66 made with the asking guide": 1,
        "77 unknown": 1,
    }
    assert report["files"]["Votes.xml"]["skipped_rows"] == 1


def test_nothing_of_an_address_in_a_name_is_shown(tmp_path):
    folder = write_dump(
        tmp_path / "dump", Users=[user(7, "ana@mail.example")], Posts=[question(1, "First")]
    )

    bring_in(folder)

    ana = Member.objects.get(old_id=7)
    assert (ana.name, ana.handle, ana.email) == ("ana", "ana", None)


def test_answers_may_stand_before_their_questions_and_outlive_them(tmp_path):
    folder = write_dump(
        tmp_path / "dump",
        Users=[user(7, "Ana")],
        Posts=[answer(2, of=5), question(5, "Later", AcceptedAnswerId=2), answer(6, of=99)],
        Comments=[comment(1, on=6)],
    )

    report = bring_in(folder)

    assert Question.objects.get().answers.get().is_accepted
    assert report["files"]["Posts.xml"]["skipped"] == {"answer: its question is not in the dump": 1}
    assert report["files"]["Comments.xml"]["skipped_rows"] == 1


def test_two_communities_live_on_one_site(tmp_path, client):
    for site, title in (
        ("bread.stackexchange.com", "Dense crumb"),
        ("tea.stackexchange.com", "Bitter"),
    ):
        bring_in(
            write_dump(
                tmp_path / site, Users=[user(7, "Ana")], Posts=[question(1, title, OwnerUserId=7)]
            )
        )

    assert Question.objects.count() == 2
    assert sorted(Member.objects.values_list("handle", flat=True)) == ["ana", "ana-7"]
    assert client.get("/q/1").url == Question.objects.get(title="Dense crumb").get_absolute_url()


def test_an_archive_is_unpacked_and_holds_no_way_out(tmp_path, settings):
    settings.VAR_DIR = tmp_path / "var"
    folder = write_dump(tmp_path / "dump", Users=[user(7, "Ana")], Posts=[question(1, "First")])
    archive = tmp_path / "bread.stackexchange.com-2020.tar.xz"
    with tarfile.open(archive, "w:xz") as members:
        for path in folder.iterdir():
            members.add(path, f"../../{path.name}")
        harm = tarfile.TarInfo("../../harm.sh")
        harm.size = 4
        members.addfile(harm, io.BytesIO(b"harm"))

    bring_in(archive)

    assert Question.objects.get().title == "First"
    assert ImportedSource.objects.get().name == "bread.stackexchange.com"
    assert list(settings.VAR_DIR.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("dump.7z", b"7z", "neither a folder nor a tar archive"),
        ("dump.tar.xz", b"not an archive", "cannot be unpacked"),
        ("nowhere", None, "there is no such folder"),
    ],
)
def test_what_is_no_dump_is_refused_with_a_sentence(tmp_path, settings, name, content, sentence):
    settings.VAR_DIR = tmp_path / "var"
    if content is not None:
        (tmp_path / name).write_bytes(content)

    with pytest.raises(CommandError, match=sentence):
        bring_in(tmp_path / name)


def test_a_title_that_is_too_long_is_shortened_and_told(tmp_path):
    folder = write_dump(tmp_path / "dump", Users=[], Posts=[question(1, "long " * 60)])

    report = bring_in(folder)

    assert len(Question.objects.get().title) <= 150
    assert report["noted"]["titles shortened"] == 1


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_other_encodings_are_read_where_they_are_declared(tmp_path, encoding):
    folder = write_dump(tmp_path / "dump", Users=[user(7, "Zoë")], Posts=[question(1, "First")])
    path = folder / "Users.xml"
    text = path.read_text(encoding="utf-8").lstrip("\ufeff").replace('"utf-8"', f'"{encoding}"')
    path.write_bytes(text.encode(encoding))

    bring_in(folder)

    assert Member.objects.get(old_id=7).name == "Zoë"


def test_an_encoding_that_nobody_knows_is_refused(tmp_path):
    folder = write_dump(tmp_path / "dump", Users=[], Posts=[question(1, "First")])
    (folder / "Users.xml").write_bytes(b'<?xml version="1.0" encoding="klingon"?>\n<users></users>')

    with pytest.raises(CommandError, match=r"Users\.xml, line 1: .*encoding"):
        bring_in(folder)
