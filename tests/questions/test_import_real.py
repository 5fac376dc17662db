"""The real dumps that lie beside the project come in whole; their files are counted independently.

They are not part of the project. Where they are missing, these tests are skipped.
"""

import json
import re
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from lxml import etree

from community import counters
from community.models import Member
from questions.models import (
    Acceptance,
    Answer,
    Comment,
    ImportedBadge,
    Question,
    QuestionFollow,
    Revision,
    Tag,
)
from reputation.models import LedgerLine

DUMPS = settings.BASE_DIR.parent / "shared" / "data" / "se-dumps"
FILES = ("Users", "Posts", "Comments", "Votes", "PostLinks", "Tags", "Badges", "PostHistory")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not DUMPS.is_dir(),
        reason="the real dumps (../shared/data/se-dumps) are not on this machine",
    ),
]


@pytest.fixture(params=["beer.stackexchange.com-2020-06", "coffee.meta.stackexchange.com-2020-07"])
def dump(request, tmp_path) -> tuple[Path, dict[str, list[dict[str, str]]]]:
    """The archive, and its rows as another parser reads them."""
    archive = DUMPS / f"{request.param}.tar.xz"
    with tarfile.open(archive) as members:
        members.extractall(tmp_path, filter="data")
    rows = {
        file: [dict(row.attrib) for row in etree.parse(tmp_path / f"{file}.xml").iter("row")]
        for file in FILES
    }
    return archive, rows


def test_a_real_dump_comes_in_whole(dump, tmp_path):
    archive, rows = dump

    report_path = tmp_path / "report.json"
    call_command("import_stackexchange", archive, report=report_path, verbosity=0)

    report = json.loads(report_path.read_text(encoding="utf-8"))
    the_report_counts_what_the_files_hold(report, rows)
    posts_are_all_there(rows)
    votes_make_the_scores_that_were_shown(rows)
    what_is_said_about_posts_is_there(rows)
    every_text_is_clean()
    assert [str(one) for number in counters.registered() for one in number.find_drift()] == []


def the_report_counts_what_the_files_hold(report, rows) -> None:
    for file, found in rows.items():
        told = report["files"][f"{file}.xml"]
        assert told["rows"] == len(found)
        assert told["kept_rows"] + told["skipped_rows"] == len(found)
    types = Counter(row["VoteTypeId"] for row in rows["Votes"])
    told = report["files"]["Votes.xml"]["types"]
    assert {what.split()[0]: number for what, number in told.items()} == types
    assert report["added"]["questions"] == Question.objects.count()
    assert report["added"]["revisions"] == Revision.objects.count()


def of_type(rows, *types: str) -> Iterator[dict[str, str]]:
    return (row for row in rows["Posts"] if row["PostTypeId"] in types)


def posts_are_all_there(rows) -> None:
    questions = {int(row["Id"]): row for row in of_type(rows, "1")}
    answers = {int(row["Id"]): row for row in of_type(rows, "2")}
    assert set(Question.objects.values_list("old_id", flat=True)) == set(questions)
    assert set(Answer.objects.values_list("old_id", flat=True)) == set(answers)
    for question in Question.objects.prefetch_related("tags").select_related("author"):
        row = questions[question.old_id]
        assert question.title == " ".join(row["Title"].split())
        assert {tag.name for tag in question.tags.all()} == set(re.findall("<(.+?)>", row["Tags"]))
        assert question.answer_count == int(row["AnswerCount"])
        assert question.read_count == int(row["ViewCount"])
        assert (question.closed_at is not None) == ("ClosedDate" in row)
        by_id = row.get("OwnerUserId") == str(question.author.old_id)
        assert by_id or row.get("OwnerDisplayName") == question.author.name
    accepted = {
        int(row["AcceptedAnswerId"]) for row in questions.values() if "AcceptedAnswerId" in row
    }
    assert set(Acceptance.objects.values_list("answer__old_id", flat=True)) == accepted
    assert Tag.objects.count() == len(rows["Tags"])
    named = Member.objects.filter(old_id__gte=-1, is_active=True).count()
    assert named == len(rows["Users"]) - 1
    points = sum(int(row["Reputation"]) for row in rows["Users"] if row["Id"] != "-1")
    assert sum(LedgerLine.objects.values_list("points", flat=True)) == points


def votes_make_the_scores_that_were_shown(rows) -> None:
    shown = {int(row["Id"]): int(row["Score"]) for row in of_type(rows, "1", "2")}
    for model in (Question, Answer):
        for old_id, score in model.objects.values_list("old_id", "score"):
            assert score == shown[old_id]
    votes = Counter(row["VoteTypeId"] for row in rows["Votes"] if int(row["PostId"]) in shown)
    posts = [*Question.objects.all(), *Answer.objects.all()]
    assert sum(post.imported_ups for post in posts) == votes["2"]
    assert sum(post.imported_downs for post in posts) == votes["3"]
    assert QuestionFollow.objects.count() == votes["5"]


def what_is_said_about_posts_is_there(rows) -> None:
    posts = {row["Id"] for row in of_type(rows, "1", "2")}
    comments = [row for row in rows["Comments"] if row["PostId"] in posts]
    assert Comment.objects.count() == len(comments)
    assert ImportedBadge.objects.count() == len(rows["Badges"])
    edits = [
        row
        for row in rows["PostHistory"]
        if row["PostId"] in posts and int(row["PostHistoryTypeId"]) in range(1, 10)
    ]
    assert Revision.objects.count() == len({(row["PostId"], row["RevisionGUID"]) for row in edits})
    questions = {row["Id"] for row in of_type(rows, "1")}
    duplicates = {
        int(row["PostId"])
        for row in rows["PostLinks"]
        if row["LinkTypeId"] == "3" and {row["PostId"], row["RelatedPostId"]} <= questions
    }
    marked = Question.objects.exclude(duplicate_of=None).values_list("old_id", flat=True)
    assert set(marked) == duplicates
    last = {row["PostId"]: row["Text"] for row in edits if row["PostHistoryTypeId"] in "258"}
    for question in Question.objects.all():
        assert len(question.body) == pytest.approx(
            len(last[str(question.old_id)]), rel=0.2, abs=200
        )


def every_text_is_clean() -> None:
    for model in (Question, Answer, Comment):
        for html in model.objects.values_list("html", flat=True):
            assert not re.search(r"<(script|style|iframe|object)|\son\w+=|javascript:", html)
