"""Makes up dumps of any size, the same each time, a row after the other."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import quoteattr

WORDS = [
    *("bread", "crust", "oven", "rye", "starter", "water", "salt", "rise", "fold", "loaf"),
    *("steam", "flour", "crumb", "knead", "rest", "dough", "heat", "cold", "time", "hand"),
    *("bowl", "scale", "warm", "slow", "dense", "light", "sour", "sweet", "bake", "cool"),
]
TAGS = [f"{word}-{number}" for word in WORDS[:8] for number in range(5)]
BEGAN = datetime(2016, 1, 1)  # noqa: DTZ001, as dumps write it
Values = dict[str, object]


def write_made_up(folder: Path, questions: int) -> Path:
    """A dump with so many questions, and everything else in proportion."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in FILES.items():
        with (folder / f"{name}.xml").open("w", encoding="utf-8") as file:
            file.write(f'<?xml version="1.0" encoding="utf-8"?>\n<{name.lower()}>\n')
            for row in rows(questions):
                values = " ".join(f"{key}={quoteattr(str(value))}" for key, value in row.items())
                file.write(f"  <row {values} />\n")
            file.write(f"</{name.lower()}>\n")
    return folder


def words(chance: random.Random, number: int) -> str:
    return " ".join(chance.choices(WORDS, k=number))


def at(minutes: int) -> str:
    return (BEGAN + timedelta(minutes=minutes)).isoformat(timespec="milliseconds")


def users(questions: int) -> Iterator[Values]:
    chance = random.Random(1)
    yield {"Id": -1, "Reputation": 1, "CreationDate": at(0), "DisplayName": "Community"}
    for number in range(1, 2 * questions + 1):
        yield {
            "Id": number,
            "Reputation": chance.randrange(1, 500),
            "CreationDate": at(number),
            "DisplayName": words(chance, 2).title(),
            "AboutMe": f"<p>I like <b>{words(chance, 8)}</b>.</p>",
        }


def posts(questions: int) -> Iterator[Values]:
    """Each question has two answers; its id is 3n + 1."""
    chance = random.Random(2)
    for number in range(questions):
        first = 3 * number + 1
        body = f"<p>{words(chance, 60)}</p>\n<ul><li>{words(chance, 9)}</li></ul>"
        gone = {"OwnerDisplayName": f"user{number}"} if number % 9 == 0 else {}
        yield {
            "Id": first,
            "PostTypeId": 1,
            "AcceptedAnswerId": first + 1 + number % 2,
            "CreationDate": at(5 * first),
            "Score": 1,
            "ViewCount": number,
            "Body": body,
            "Title": words(chance, 6).capitalize(),
            "Tags": "".join(f"<{tag}>" for tag in chance.sample(TAGS, 3)),
            **(gone or {"OwnerUserId": chance.randrange(1, 2 * questions + 1)}),
        }
        for answer in (first + 1, first + 2):
            yield {
                "Id": answer,
                "PostTypeId": 2,
                "ParentId": first,
                "CreationDate": at(5 * answer),
                "Score": 1,
                "Body": f"<p>{words(chance, 50)} <code>{words(chance, 2)}</code></p>",
                "OwnerUserId": chance.randrange(1, 2 * questions + 1),
            }


def comments(questions: int) -> Iterator[Values]:
    chance = random.Random(3)
    for number in range(1, 3 * questions + 1):
        yield {
            "Id": number,
            "PostId": number,
            "Score": number % 3,
            "Text": words(chance, 12),
            "CreationDate": at(5 * number + 1),
            "UserId": chance.randrange(1, 2 * questions + 1),
        }


def votes(questions: int) -> Iterator[Values]:
    chance = random.Random(4)
    for number in range(1, 9 * questions + 1):
        kind = chance.choices((2, 3, 5, 1, 10), (80, 8, 6, 4, 2))[0]
        named = {"UserId": chance.randrange(1, 2 * questions + 1)} if kind == 5 else {}
        yield {
            "Id": number,
            "PostId": chance.randrange(1, 3 * questions + 9),
            "VoteTypeId": kind,
            **named,
            "CreationDate": at(5 * 1440),
        }


def post_history(questions: int) -> Iterator[Values]:
    chance = random.Random(5)
    number = 0
    for post in range(1, 3 * questions + 1):
        kinds = [(2, 1, 3), (4, 6)] if post % 3 == 1 else [(2,), (5,)]
        for edit, parts in enumerate(kinds):
            for kind in parts:
                number += 1
                tags = "".join(f"<{tag}>" for tag in chance.sample(TAGS, 2))
                yield {
                    "Id": number,
                    "PostHistoryTypeId": kind,
                    "PostId": post,
                    "RevisionGUID": f"{post}-{edit}",
                    "CreationDate": at(5 * post + edit),
                    "UserId": chance.randrange(1, 2 * questions + 1),
                    "Text": tags if kind in {3, 6} else words(chance, 40 if kind in {2, 5} else 6),
                    "Comment": words(chance, 3),
                }


def post_links(questions: int) -> Iterator[Values]:
    for number in range(1, questions // 3):
        yield {
            "Id": number,
            "CreationDate": at(number),
            "PostId": 3 * 3 * number + 1,
            "RelatedPostId": 3 * number + 1,
            "LinkTypeId": 3 if number % 4 == 0 else 1,
        }


def tags(questions: int) -> Iterator[Values]:
    for number, tag in enumerate(TAGS, 1):
        yield {"Id": number, "TagName": tag, "Count": 1}


def badges(questions: int) -> Iterator[Values]:
    for number in range(1, 4 * questions + 1):
        yield {
            "Id": number,
            "UserId": 1 + number % (2 * questions),
            "Name": "Baker",
            "Date": at(number),
            "Class": 1 + number % 3,
        }


FILES = {
    "Users": users,
    "Posts": posts,
    "Comments": comments,
    "Votes": votes,
    "PostHistory": post_history,
    "PostLinks": post_links,
    "Tags": tags,
    "Badges": badges,
}
