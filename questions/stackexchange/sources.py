"""Which community a dump is of: a new one, or one that has been here before."""

import re
from dataclasses import dataclass

from community.models import ImportedSource
from questions.models import Answer, ImportRun, Question
from questions.stackexchange.checking import Checked
from questions.stackexchange.dump import Dump
from questions.stackexchange.texts import summed_up

HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
NAME_LENGTH = 120


@dataclass(frozen=True)
class Wishes:
    """What whoever starts the import says about the dump, where it does not say so itself."""

    source: str = ""
    licence: str = ""
    language: str = ""


def source_for(dump: Dump, checked: Checked, wishes: Wishes) -> ImportedSource:
    """By its name, or by its first posts where the folder is called something else this time.

    Two sites may have brought posts of the same ids in, so a dump that is named after another
    site is of another community, however alike they look.
    """
    name = (wishes.source or dump.name)[:NAME_LENGTH]
    is_site = HOST.fullmatch(name) is not None
    source = ImportedSource.objects.filter(name=name).first()
    if source is None:
        source = _recognised(checked)
        if source is None or (source.url and is_site):
            source = ImportedSource(name=name)
    if not source.url and (is_site or wishes.source):
        source.name, source.url = name, f"https://{name}" if is_site else ""
    licences = [wishes.licence] if wishes.licence else checked.licences
    source.licence = summed_up([*source.licence.split(", "), *licences])
    source.save()
    return source


def _recognised(checked: Checked) -> ImportedSource | None:
    known = (
        ImportRun.objects.filter(fingerprint=checked.fingerprint).select_related("source").last()
    )
    return known.source if known else _of_the_same_posts(checked.first_posts)


def _of_the_same_posts(first_posts: dict[int, str]) -> ImportedSource | None:
    """The community that has most of these posts, of the same ids and the same moments."""
    same: dict[int, int] = {}
    for model in (Question, Answer):
        rows = model.objects.filter(old_id__in=first_posts, imported_from__isnull=False)
        for source_id, old_id, at in rows.values_list("imported_from", "old_id", "posted_at"):
            if first_posts[old_id or 0] == at.isoformat():
                same[source_id] = same.get(source_id, 0) + 1
    best = max(same, key=lambda source_id: same[source_id], default=None)
    if best is None or same[best] * 2 < len(first_posts):
        return None
    return ImportedSource.objects.get(pk=best)
