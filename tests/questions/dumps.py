"""Writes dumps for tests, in their own words and the form of Stack Exchange's."""

from pathlib import Path
from xml.sax.saxutils import quoteattr

Rows = list[dict[str, object]]


def write_dump(folder: Path, **files: Rows) -> Path:
    """`write_dump(path, Users=[{"Id": 1, ...}], Posts=[...])`"""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        lines = [
            "  <row "
            + " ".join(f"{key}={quoteattr(str(value))}" for key, value in row.items())
            + " />"
            for row in rows
        ]
        body = "\n".join(lines)
        root = name.lower()
        text = f'\ufeff<?xml version="1.0" encoding="utf-8"?>\n<{root}>\n{body}\n</{root}>\n'
        (folder / f"{name}.xml").write_text(text, encoding="utf-8")
    return folder


def at(day: int, hour: int = 12) -> str:
    return f"2019-03-{day:02}T{hour:02}:00:00.000"


def user(old_id: int, name: str, **more: object) -> dict[str, object]:
    return {"Id": old_id, "Reputation": 1, "CreationDate": at(1), "DisplayName": name} | more


def question(old_id: int, title: str, **more: object) -> dict[str, object]:
    return {
        "Id": old_id,
        "PostTypeId": 1,
        "CreationDate": at(2),
        "Score": 0,
        "Body": f"<p>{title}</p>",
        "Title": title,
        "Tags": "<bread>",
    } | more


def answer(old_id: int, of: int, **more: object) -> dict[str, object]:
    return {
        "Id": old_id,
        "PostTypeId": 2,
        "ParentId": of,
        "CreationDate": at(3),
        "Score": 0,
        "Body": "<p>Let it rest.</p>",
    } | more


def comment(old_id: int, on: int, **more: object) -> dict[str, object]:
    return {
        "Id": old_id,
        "PostId": on,
        "Score": 0,
        "Text": "Which flour?",
        "CreationDate": at(4),
    } | more


def vote(old_id: int, on: int, kind: int, **more: object) -> dict[str, object]:
    return {"Id": old_id, "PostId": on, "VoteTypeId": kind, "CreationDate": at(5, 0)} | more


def history(old_id: int, of: int, kind: int, edit: str, **more: object) -> dict[str, object]:
    return {
        "Id": old_id,
        "PostHistoryTypeId": kind,
        "PostId": of,
        "RevisionGUID": edit,
        "CreationDate": at(2),
        "Text": "",
    } | more


def link(old_id: int, one: int, other: int, kind: int) -> dict[str, object]:
    return {
        "Id": old_id,
        "CreationDate": at(6),
        "PostId": one,
        "RelatedPostId": other,
        "LinkTypeId": kind,
    }
