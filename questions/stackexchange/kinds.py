"""The numbers that a dump uses for kinds of things, and what becomes of each kind here."""

from questions.models import Question

QUESTION, ANSWER, SHORT_TAG_TEXT, LONG_TAG_TEXT = 1, 2, 4, 5

POST_TYPES = {
    1: "question",
    2: "answer",
    3: "orphaned tag description",
    4: "tag description, short",
    5: "tag description, long",
    6: "nomination of a moderator",
    7: "election page",
    8: "privilege page",
    9: "article",
    10: "help page",
    12: "collection",
    13: "questionnaire of an election",
    14: "announcement",
    15: "discussion",
    16: "reply in a discussion",
    17: "collection of a collective",
}
ACCEPTED, UP, DOWN, FAVOURITE = 1, 2, 3, 5
VOTE_TYPES = {
    1: "acceptance",
    2: "up",
    3: "down",
    4: "offensive flag",
    5: "favourite",
    6: "close",
    7: "reopen",
    8: "bounty begun",
    9: "bounty given",
    10: "deletion",
    11: "undeletion",
    12: "spam flag",
    13: "moderator informed",
    15: "moderator review",
    16: "suggested edit approved",
}
WHY_NO_VOTE = {
    4: "flags are settled",
    6: "the post's closing says it",
    7: "the post's closing says it",
    8: "there are no bounties here",
    9: "there are no bounties here",
    10: "votes to delete are settled",
    11: "votes to delete are settled",
    12: "flags are settled",
    13: "flags are settled",
    15: "reviews are settled",
    16: "the edit itself is a revision",
}
RELATED, DUPLICATE = 1, 3
LINK_TYPES = {1: "related", 3: "duplicate"}

TITLES, BODIES, TAGS = (1, 4, 7), (2, 5, 8), (3, 6, 9)
INITIAL, ROLLBACK = (1, 2, 3), (7, 8, 9)
CLOSED, REOPENED, LOCKED, UNLOCKED = 10, 11, 14, 15
HISTORY_TYPES = {
    1: "first title",
    2: "first body",
    3: "first tags",
    4: "edited title",
    5: "edited body",
    6: "edited tags",
    7: "rolled back title",
    8: "rolled back body",
    9: "rolled back tags",
    10: "closed",
    11: "reopened",
    12: "deleted",
    13: "undeleted",
    14: "locked",
    15: "unlocked",
    16: "made community owned",
    17: "migrated",
    18: "merged",
    19: "protected",
    20: "unprotected",
    21: "separated from its author",
    22: "unmerged",
    24: "suggested edit applied",
    25: "tweeted",
    31: "comments moved to chat",
    33: "notice added",
    34: "notice removed",
    35: "migrated away",
    36: "migrated here",
    37: "merged into another",
    38: "another merged into it",
    50: "bumped",
    52: "chosen for the network's list",
    53: "taken off the network's list",
    66: "made with the asking guide",
}
WHY_NO_HISTORY = {
    12: "what is in the dump is not deleted",
    13: "what is in the dump is not deleted",
    16: "there is no shared authorship here",
    19: "there is no protection of questions here",
    20: "there is no protection of questions here",
    21: "the post itself has no author any more",
    24: "the edit itself is a revision",
    25: "said by a program, about the site there",
    33: "notices belong to the site there",
    34: "notices belong to the site there",
    50: "said by a program, about the site there",
    52: "said by a program, about the site there",
    53: "said by a program, about the site there",
    66: "says only how it was typed",
}

# The first scheme held until 2013, the second since then.
CLOSINGS = {
    1: Question.Closing.DUPLICATE,
    2: Question.Closing.OFF_TOPIC,
    3: Question.Closing.OPINION,
    4: Question.Closing.UNCLEAR,
    7: Question.Closing.OTHER,
    10: Question.Closing.OTHER,
    20: Question.Closing.OTHER,
    101: Question.Closing.DUPLICATE,
    102: Question.Closing.OFF_TOPIC,
    103: Question.Closing.UNCLEAR,
    104: Question.Closing.TOO_BROAD,
    105: Question.Closing.OPINION,
}

# What each file may count by, and the column that says so.
TYPES = {
    "Posts": ("PostTypeId", POST_TYPES),
    "Votes": ("VoteTypeId", VOTE_TYPES),
    "PostLinks": ("LinkTypeId", LINK_TYPES),
    "PostHistory": ("PostHistoryTypeId", HISTORY_TYPES),
}
NOT_KEPT = {
    "Users": {
        "LastAccessDate": "says when they were there, not here",
        "WebsiteUrl": "a person's page has no place for it yet",
        "Location": "a person's page has no place for it yet",
        "Age": "nobody's age is asked here",
        "EmailHash": "an address, even hashed, is nobody else's to keep",
        "ProfileImageUrl": "pictures are drawn here, not fetched from elsewhere",
        "AccountId": "names an account elsewhere",
        "Views": "reads of a person's page are not counted",
        "UpVotes": "votes cast are not named in the dump",
        "DownVotes": "votes cast are not named in the dump",
    },
    "Posts": {
        "LastActivityDate": "counted from what happened",
        "AnswerCount": "counted from the answers",
        "CommentCount": "counted from the comments",
        "FavoriteCount": "counted from those who follow",
        "CommunityOwnedDate": "there is no shared authorship here",
    },
    "Tags": {"Count": "counted from the questions"},
    "Badges": {"TagBased": "the name says it"},
}


def named(file: str, number: int) -> str:
    """A type in words, with its number; unknown ones too."""
    return f"{number} {TYPES[file][1].get(number, 'unknown')}"
