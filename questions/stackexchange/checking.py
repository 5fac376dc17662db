"""Reads a whole dump once before anything is written, so that a broken one leaves nothing."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from questions.stackexchange.dump import FILES, Dump
from questions.stackexchange.kinds import ANSWER, NOT_KEPT, QUESTION, TYPES, named
from questions.stackexchange.reading import Row, rows

IDS: dict[str, tuple[str, ...]] = {
    "Users": ("Id",),
    "Tags": ("Id",),
    "Posts": ("Id", "PostTypeId"),
    "PostHistory": ("Id", "PostHistoryTypeId", "PostId"),
    "Comments": ("Id", "PostId"),
    "Votes": ("Id", "PostId", "VoteTypeId"),
    "PostLinks": ("Id", "PostId", "RelatedPostId", "LinkTypeId"),
    "Badges": ("Id", "UserId"),
}
OTHER_IDS: dict[str, tuple[str, ...]] = {
    "Tags": ("ExcerptPostId", "WikiPostId"),
    "Posts": ("ParentId", "AcceptedAnswerId", "OwnerUserId", "LastEditorUserId"),
    "PostHistory": ("UserId",),
    "Comments": ("UserId",),
    "Votes": ("UserId",),
}
COUNTS: dict[str, tuple[str, ...]] = {
    "Users": ("Reputation",),
    "Posts": ("Score", "ViewCount"),
    "Comments": ("Score",),
    "Badges": ("Class",),
}
MOMENTS: dict[str, tuple[str, ...]] = {
    "Users": ("CreationDate",),
    "Posts": ("CreationDate",),
    "PostHistory": ("CreationDate",),
    "Comments": ("CreationDate",),
    "Badges": ("Date",),
}
OTHER_MOMENTS: dict[str, tuple[str, ...]] = {
    "Posts": ("LastEditDate", "ClosedDate"),
    "Votes": ("CreationDate",),
    "PostLinks": ("CreationDate",),
}
WORDS: dict[str, tuple[str, ...]] = {"Tags": ("TagName",), "Badges": ("Name",)}
TELL_EVERY = 1000  # rows
FIRST = 50  # posts by which a newer dump of the same community is recognised


@dataclass
class Checked:
    """What a dump holds, as its files say."""

    fingerprint: str = ""
    rows: dict[str, int] = field(default_factory=dict)
    types: dict[str, dict[str, int]] = field(default_factory=dict)
    licences: Counter[str] = field(default_factory=Counter)
    not_kept: dict[str, dict[str, int]] = field(default_factory=dict)
    first_posts: dict[int, str] = field(default_factory=dict)


def check(dump: Dump, seen: Callable[[int], None] = lambda read: None) -> Checked:
    """Read everything and prove it. Raises DumpError at the first row that cannot be brought in."""
    checked = Checked()
    digest = blake2b(digest_size=32)
    for file in FILES:
        if file in dump.files:
            digest.update(file.encode())
            _check_file(file, rows(dump.files[file], digest=digest), checked, seen)
    checked.fingerprint = digest.hexdigest()
    return checked


def _check_file(
    file: str, found: Iterator[Row], checked: Checked, seen: Callable[[int], None]
) -> None:
    types: Counter[int] = Counter()
    not_kept: Counter[str] = Counter()
    type_column = TYPES[file][0] if file in TYPES else ""
    before, read = sum(checked.rows.values()), 0
    for read, row in enumerate(found, 1):
        _check_row(file, row)
        if type_column:
            types[row.the_number(type_column)] += 1
        not_kept.update(NOT_KEPT.get(file, {}).keys() & row.values.keys())
        if file in {"Posts", "Comments"} and (licence := row.text("ContentLicense")):
            checked.licences[licence] += 1
        if file == "Posts":
            _check_post(row, checked)
        if read % TELL_EVERY == 0:
            seen(before + read)
    checked.rows[file] = read
    if type_column:
        checked.types[file] = {named(file, kind): types[kind] for kind in sorted(types)}
    if not_kept:
        checked.not_kept[file] = dict(sorted(not_kept.items()))


def _check_row(file: str, row: Row) -> None:
    for name in IDS[file]:
        row.the_number(name)
    for name in OTHER_IDS.get(file, ()):
        row.number(name)
    for name in COUNTS.get(file, ()):
        row.count(name)
    for name in MOMENTS.get(file, ()):
        row.the_moment(name)
    for name in OTHER_MOMENTS.get(file, ()):
        row.moment(name)
    for name in WORDS.get(file, ()):
        if not row.text(name):
            raise row.error(f"a row without {name}.")


def _check_post(row: Row, checked: Checked) -> None:
    kind = row.number("PostTypeId")
    if kind == QUESTION and not row.text("Title").strip():
        raise row.error("a question without Title.")
    if kind == ANSWER:
        row.the_number("ParentId")
    if kind in {QUESTION, ANSWER} and len(checked.first_posts) < FIRST:
        checked.first_posts[row.id] = row.the_moment("CreationDate").isoformat()
