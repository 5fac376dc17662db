"""Where the demo's acts happen: who is there, what stands already, and what time it is."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from community.models import Member, Team
from ephemeral.models import Entry, Promise
from home.demo.parsing import DemoError
from home.demo.reading import QUESTION
from questions.models import Answer, Question

LINK = re.compile(r"\(question:([a-z0-9-]+)\)")


@dataclass
class Stage:
    """What has been made so far, by the keys of the files."""

    now: datetime
    people: dict[str, Member]
    joined: dict[str, datetime]
    teams: dict[str, Team] = field(default_factory=dict)
    posts: dict[tuple[str, int], Question | Answer] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    promises: dict[tuple[str, str], Promise] = field(default_factory=dict)  # by thread and giver
    done: int = 0

    def question(self, key: str) -> Question:
        found = self.posts.get((key, QUESTION))
        if not isinstance(found, Question):
            raise DemoError(f"{key} is named before it was asked, or nowhere.")
        return found

    def answer(self, key: str, number: int) -> Answer:
        found = self.posts[key, number]
        assert isinstance(found, Answer), f"{key}: post {number} is no answer"
        return found

    def answer_by(self, key: str, handle: str) -> Answer:
        """Somebody's first answer in a thread. Raises DemoError."""
        for (thread, _number), post in sorted(self.posts.items()):
            if thread == key and isinstance(post, Answer) and post.author.handle == handle:
                return post
        raise DemoError(f"{handle} has not answered in {key} yet.")

    def linked(self, words: str) -> str:
        """The text with its links to other threads leading to their addresses."""
        return LINK.sub(lambda found: f"({self.question(found[1]).get_absolute_url()})", words)
