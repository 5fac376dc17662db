"""Everything else that a dump holds comes in, or the report says why not."""

import pytest

from community.models import LoggedEvent, Member
from questions.models import Comment, ImportedBadge, Question, QuestionFollow, Tag
from reputation.models import LedgerLine
from tests.questions.dumps import (
    answer,
    at,
    comment,
    history,
    link,
    question,
    user,
    vote,
    write_dump,
)
from tests.questions.test_import import bring_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole(tmp_path):
    """Brings in a dump with one asker (7), one answerer (8), their thread, and what a test adds."""

    def bring(*, posts=(), users=(), **files):
        folder = write_dump(
            tmp_path / "bread.stackexchange.com",
            Users=[user(7, "Ana", Reputation=101), user(8, "Ben", Reputation=31), *users],
            Posts=[
                question(1, "Dense crumb", OwnerUserId=7, AcceptedAnswerId=2, Score=3),
                answer(2, of=1, OwnerUserId=8, Score=-1),
                *posts,
            ],
            **files,
        )
        return bring_in(folder)

    return bring


def sums_agree(report):
    for file in report["files"].values():
        assert file["kept_rows"] + file["skipped_rows"] == file["rows"]
    return True


def test_comments_come_with_their_authors_and_are_not_taken_for_calls_to_others(whole):
    Member.objects.create(handle="ben", name="Another Ben")

    report = whole(
        Comments=[
            comment(5, on=1, UserId=8, Score=4),
            comment(6, on=2, UserId=7, Text="@ben `rye` it is"),
            comment(9, on=77, UserId=7),
        ]
    )

    first, second = Comment.objects.order_by("old_id")
    assert (first.author.name, first.imported_ups, first.answer) == ("Ben", 4, None)
    assert second.answer.old_id == 2
    assert second.html == "<p>@ben <code>rye</code> it is</p>\n"
    assert report["files"]["Comments.xml"]["skipped"] == {"comment: its post is not in the dump": 1}
    assert sums_agree(report)


def test_those_who_left_keep_their_names_and_the_nameless_share_one(whole):
    whole(
        posts=[
            question(10, "Why salt?", OwnerDisplayName="user90"),
            question(11, "Why water?", OwnerDisplayName="user90"),
            question(12, "Why heat?"),
            question(13, "Why time?", OwnerUserId=-1),
            question(14, "Why us?", OwnerUserId=55),
        ],
        Comments=[comment(5, on=10)],
    )

    authors = {post.old_id: post.author for post in Question.objects.select_related("author")}
    assert authors[10] == authors[11]
    assert authors[10].name == "user90"
    assert authors[12] == Comment.objects.get().author
    assert authors[12].name == "Deleted member"
    assert authors[13].name == "Community"
    assert authors[14].name == "user55"
    assert not any(authors[old_id].is_active for old_id in (10, 12, 13, 14))


def test_votes_without_names_make_the_scores(whole):
    report = whole(
        Votes=[
            *(vote(n, 1, 2) for n in range(4)),
            vote(10, 1, 3),
            vote(11, 2, 3),
            vote(12, 2, 1, CreationDate=at(9, 0)),
            vote(13, 88, 2),
            vote(14, 1, 99),
            vote(15, 1, 8, BountyAmount=50),
        ]
    )

    imported = Question.objects.get()
    assert (imported.imported_ups, imported.imported_downs, imported.score) == (4, 1, 3)
    assert imported.answers.get().score == -1
    assert imported.acceptances.get().accepted_at.isoformat() == "2019-03-09T00:00:00+00:00"
    assert imported.votes.count() == 0
    assert report["files"]["Votes.xml"]["skipped"] == {
        "2 up: its post is not in the dump": 1,
        "8 bounty begun: there are no bounties here": 1,
        "99 unknown: nobody here knows what it means": 1,
    }
    assert sums_agree(report)


def test_without_a_file_of_votes_the_scores_are_taken(whole):
    whole()

    imported = Question.objects.get()
    assert (imported.score, imported.answers.get().score) == (3, -1)


def test_votes_that_do_not_make_the_score_are_told(whole):
    report = whole(Votes=[vote(1, 1, 2)])

    assert report["noted"]["posts whose Score in the dump is not the sum of its votes"] == 2


def test_favourites_follow_the_question(whole):
    whole(Votes=[vote(1, 1, 5, UserId=8), vote(2, 1, 5, UserId=8), vote(3, 1, 5)])

    follow = QuestionFollow.objects.get()
    assert (follow.member.name, follow.because) == ("Ben", "chose")


def test_what_they_earned_is_a_line_in_the_ledger(whole):
    whole()

    ben = Member.objects.get(old_id=8)
    line = LedgerLine.objects.get(member=ben)
    assert (line.points, line.reason, line.at) == (31, "imported", ben.joined_at)
    assert line.event.type == "CommunityImported"


def test_one_event_tells_of_it_all(whole, django_capture_on_commit_callbacks):
    whole(Votes=[vote(1, 1, 2)], Comments=[comment(5, on=1, UserId=8)])

    assert [event.type for event in LoggedEvent.objects.all()] == ["CommunityImported"]


@pytest.mark.parametrize(
    ("row", "because"),
    [
        ({"Comment": "101"}, "duplicate"),
        ({"Comment": "105"}, "opinion"),
        ({"CloseReasonId": "4", "Comment": "no"}, "unclear"),
        ({"Comment": "4242"}, "other"),
        ({}, "other"),
    ],
)
def test_closed_questions_say_why_in_old_and_new_numbers(whole, row, because):
    whole(
        posts=[question(10, "Closed?", OwnerUserId=7, ClosedDate=at(8))],
        PostHistory=[history(1, 10, 10, "a", UserId=8, **row)],
    )

    imported = Question.objects.get(old_id=10)
    assert imported.closed_at.isoformat() == "2019-03-08T12:00:00+00:00"
    assert imported.closed_because == because


def test_a_question_that_was_opened_again_is_open(whole):
    whole(PostHistory=[history(1, 1, 10, "a", Comment="102"), history(2, 1, 11, "b")])

    assert Question.objects.get().closed_because == ""


def test_locked_questions_are_locked_until_they_were_unlocked(whole):
    whole(
        posts=[question(10, "Locked?", OwnerUserId=7)],
        PostHistory=[
            history(1, 1, 14, "a", UserId=8),
            history(2, 10, 14, "b", UserId=8),
            history(3, 1, 15, "c", UserId=8),
        ],
    )

    assert Question.objects.get(old_id=1).locked_at is None
    assert Question.objects.get(old_id=10).locked_by.name == "Ben"


def test_duplicates_and_related_questions_are_linked(whole):
    report = whole(
        posts=[question(n, f"Question {n}", OwnerUserId=7) for n in (10, 11, 12)],
        PostLinks=[
            link(1, 10, 1, 3),
            link(2, 10, 11, 3),
            link(3, 1, 10, 3),
            link(4, 11, 12, 1),
            link(5, 11, 99, 1),
            link(6, 11, 12, 7),
        ],
    )

    repeated = Question.objects.get(old_id=10)
    assert repeated.duplicate_of.old_id == 1
    assert repeated.related.get().old_id == 11
    assert Question.objects.get(old_id=1).duplicate_of is None
    assert Question.objects.get(old_id=11).related.get().old_id == 12
    assert report["files"]["PostLinks.xml"]["skipped_rows"] == 2
    assert sums_agree(report)


def test_duplicates_of_dumps_without_links_stand_where_they_were_closed(whole):
    whole(
        posts=[question(10, "Again?", OwnerUserId=7, ClosedDate=at(8))],
        PostHistory=[history(1, 10, 10, "a", Comment="101", Text='{"OriginalQuestionIds":[1]}')],
    )

    assert Question.objects.get(old_id=10).duplicate_of.old_id == 1


def test_revisions_say_who_changed_what_when_and_why(whole):
    whole(
        PostHistory=[
            history(1, 1, 2, "a", UserId=7, Text="It is *dense*."),
            history(2, 1, 1, "a", UserId=7, Text="Dens crumb"),
            history(3, 1, 3, "a", UserId=7, Text="<bread><crumb>"),
            history(4, 1, 4, "b", UserId=8, Text="Dense crumb", Comment="typo", CreationDate=at(5)),
            history(5, 2, 2, "c", UserId=8, Text="Let it rest."),
            history(6, 1, 5, "d", UserDisplayName="user90", Text="Oh.", CreationDate=at(6)),
            history(7, 1, 8, "e", UserId=7, Text="It is *dense*.", CreationDate=at(7)),
            history(8, 1, 25, "f"),
            history(9, 77, 2, "g", Text="Gone."),
        ]
    )  # fmt: skip

    imported = Question.objects.get()
    first, second, third, fourth = imported.revisions.select_related("author")
    assert (first.title, first.body, first.tags) == (
        "Dens crumb", "It is *dense*.", ["bread", "crumb"],
    )  # fmt: skip
    assert (second.title, second.body, second.reason) == ("Dense crumb", first.body, "typo")
    assert (second.author.name, second.made_at.day) == ("Ben", 5)
    assert (third.body, third.author.name) == ("Oh.", "user90")
    assert (fourth.body, fourth.restores) == (first.body, 2)
    assert imported.body == "It is *dense*."
    assert imported.revision_count == 4
    assert imported.answers.get().revisions.get().body == "Let it rest."


def test_one_edit_is_one_revision_also_where_a_batch_ends_within_it(whole, monkeypatch):
    monkeypatch.setattr("questions.stackexchange.revisions.Revisions.size", 1)

    whole(
        PostHistory=[
            history(1, 1, 2, "a", UserId=7, Text="It is dense."),
            history(2, 2, 2, "b", UserId=8, Text="Rest."),
            history(3, 1, 1, "a", UserId=7, Text="Dense crumb"),
            history(4, 1, 3, "a", UserId=7, Text="<crumb>"),
        ]
    )

    revision = Question.objects.get().revisions.get()
    assert (revision.title, revision.body, revision.tags) == (
        "Dense crumb", "It is dense.", ["crumb"],
    )  # fmt: skip


def test_without_a_history_a_post_has_its_one_revision(whole):
    whole()

    imported = Question.objects.get()
    assert imported.revisions.get().tags == ["bread"]
    assert imported.revision_count == 1
    assert imported.answers.get().revisions.get().body == "Let it rest."


def test_tags_are_described(whole):
    report = whole(
        posts=[
            {"Id": 20, "PostTypeId": 4, "CreationDate": at(2), "Body": "For loaves."},
            {"Id": 21, "PostTypeId": 5, "CreationDate": at(2), "Body": "<p>All <b>loaves</b></p>"},
            {"Id": 22, "PostTypeId": 5, "CreationDate": at(2), "Body": "<p>Of nothing</p>"},
            {"Id": 23, "PostTypeId": 7, "CreationDate": at(2), "Body": "<p>Vote!</p>"},
            {"Id": 24, "PostTypeId": 77, "CreationDate": at(2), "Body": "<p>?</p>"},
        ],
        Tags=[
            {"Id": 1, "TagName": "bread", "Count": 1, "ExcerptPostId": 20, "WikiPostId": 21},
            {"Id": 2, "TagName": "unused", "Count": 0},
        ],
    )

    tag = Tag.objects.get(name="bread")
    assert (tag.description, tag.guide, tag.question_count) == ("For loaves.", "All **loaves**", 1)
    assert tag.guide_html == "<p>All <strong>loaves</strong></p>"
    assert Tag.objects.get(name="unused").question_count == 0
    assert report["files"]["Posts.xml"]["skipped"] == {
        "5 tag description, long: it belongs to no tag": 1,
        "7 election page: there is nothing of this kind here": 1,
        "77 unknown: there is nothing of this kind here": 1,
    }
    assert sums_agree(report)


def test_badges_are_kept_for_later(whole):
    whole(
        Badges=[
            {"Id": 1, "UserId": 8, "Name": "Baker", "Date": at(9), "Class": 3, "TagBased": "False"},
            {"Id": 2, "UserId": 99, "Name": "Baker", "Date": at(9), "Class": 3},
        ]
    )

    badge = ImportedBadge.objects.get()
    assert (badge.member.name, badge.name, badge.rank) == ("Ben", "Baker", 3)


def test_html_that_could_do_harm_does_not_come_in(whole):
    whole(posts=[question(10, "Bad?", Body="<p onclick='x()'>Hi<script>alert(1)</script></p>")])

    assert Question.objects.get(old_id=10).html == "<p>Hi</p>"


def test_links_within_the_community_lead_to_its_posts_here(whole):
    there = "https://bread.stackexchange.com"
    body = (
        f'<p><a href="{there}/questions/1/dense-crumb">a</a> <a href="{there}/a/2/7">b</a> '
        f'<a href="{there}/questions/1/dense-crumb/2#2">c</a> <a href="{there}/users/7">d</a> '
        f'<a href="https://other.stackexchange.com/q/1">e</a></p>'
    )
    whole(posts=[question(10, "Linked", Body=body)])

    html = Question.objects.get(old_id=10).html
    assert html.count('href="/q/1"') == 1
    assert html.count('href="/a/2"') == 2
    assert f'href="{there}/users/7"' in html
    assert 'href="https://other.stackexchange.com/q/1"' in html


def test_licences_stand_with_the_posts_or_follow_from_their_dates(whole):
    whole(
        posts=[
            question(10, "Given", ContentLicense="CC BY-SA 4.0"),
            question(11, "Oldest", CreationDate="2010-01-01T00:00:00.000"),
            question(12, "Old", CreationDate="2015-01-01T00:00:00.000"),
        ]
    )

    licences = dict(Question.objects.values_list("old_id", "licence"))
    assert licences == {
        1: "CC BY-SA 4.0",
        10: "CC BY-SA 4.0",
        11: "CC BY-SA 2.5",
        12: "CC BY-SA 3.0",
    }
