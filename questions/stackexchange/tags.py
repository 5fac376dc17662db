"""Tags, and the texts that describe them."""

from collections.abc import Collection
from typing import NamedTuple

from questions.models import ImportedTagText, Tag, TagSynonym
from questions.stackexchange.kinds import LONG_TAG_TEXT, SHORT_TAG_TEXT, named
from questions.stackexchange.reading import Row
from questions.stackexchange.texts import name_here
from questions.stackexchange.work import FileStage

DESCRIPTION_LENGTH = 1000


def tag_ids(names: Collection[str]) -> dict[str, int]:
    """Name → tag, synonyms resolved and missing ones made. Belongs inside a transaction."""
    found = dict(Tag.objects.filter(name__in=names).values_list("name", "pk"))
    if missing := [name for name in dict.fromkeys(names) if name not in found]:
        synonyms = TagSynonym.objects.filter(name__in=missing)
        found |= dict(synonyms.values_list("name", "tag_id"))
    if missing := [name for name in missing if name not in found]:
        made = Tag.objects.bulk_create(Tag(name=name) for name in missing)
        found |= {tag.name: tag.pk for tag in made}
    return found


class Tags(FileStage[list[Row]]):
    """Also those that no question has. Remembers which posts describe them."""

    name, title, file = "tags", "tags", "Tags"

    def prepare(self, batch: list[Row]) -> list[Row]:
        return batch

    def write(self, batch: list[Row]) -> None:
        names = {row.id: name_here(row.text("TagName")) for row in batch}
        before = Tag.objects.count()
        ids = tag_ids([name for name in names.values() if name])
        self.tally.added["tags"] += Tag.objects.count() - before
        texts = []
        for row in batch:
            if not names[row.id]:
                self.tally.skip(row, row.text("TagName")[:40], "no such name is possible here")
                continue
            self.tally.keep(row, "tag")
            tag_id = ids[names[row.id]]
            for column, is_short in (("ExcerptPostId", True), ("WikiPostId", False)):
                if old_id := row.number(column):
                    texts.append(
                        ImportedTagText(
                            source=self.source, old_id=old_id, tag_id=tag_id, is_short=is_short
                        )
                    )
        ImportedTagText.objects.bulk_create(texts, ignore_conflicts=True)


class Text(NamedTuple):
    row: Row
    short: str
    long: str
    html: str


class TagTexts(FileStage[list[Text]]):
    """The posts of old that describe tags."""

    name, title, file = "tag texts", "descriptions of tags", "Posts"

    def wants(self, row: Row) -> bool:
        return row.number("PostTypeId") in {SHORT_TAG_TEXT, LONG_TAG_TEXT}

    def prepare(self, batch: list[Row]) -> list[Text]:
        return [self._text(row) for row in batch]

    def _text(self, row: Row) -> Text:
        texts = self.work.texts
        html = texts.html(row.text("Body"))
        return Text(row, texts.markdown(row.text("Body")), texts.from_html(html), html)

    def write(self, batch: list[Text]) -> None:
        known = ImportedTagText.objects.filter(
            source=self.source, old_id__in=[text.row.id for text in batch]
        ).select_related("tag")
        by_old_id = {known_text.old_id: known_text for known_text in known}
        for text in batch:
            what = named("Posts", text.row.the_number("PostTypeId"))
            if text.row.id not in by_old_id:
                self.tally.skip(text.row, what, "it belongs to no tag")
                continue
            self.tally.keep(text.row, what)
            self._describe(by_old_id[text.row.id], text)

    def _describe(self, known: ImportedTagText, text: Text) -> None:
        """Somebody's words about the tag here are not overwritten."""
        tag = Tag.objects.get(pk=known.tag_id)
        if known.is_short and text.short and not tag.description:
            tag.description = text.short[:DESCRIPTION_LENGTH]
            tag.save(update_fields=["description"])
            self.tally.added["descriptions of tags"] += 1
        elif not known.is_short and text.long and not tag.guide:
            tag.guide, tag.guide_html = text.long, text.html
            tag.save(update_fields=["guide", "guide_html"])
            self.tally.added["long descriptions of tags"] += 1
