"""Every part of a page in every state, with the words of an imagined maker of home routers.

Served only where DEBUG is on. Nothing here is stored; the people are made of paper.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from community.markup import render as as_html

TIMES = (
    timedelta(seconds=20),
    timedelta(minutes=1),
    timedelta(minutes=41),
    timedelta(hours=3),
    timedelta(days=1),
    timedelta(days=6),
    timedelta(days=40),
    timedelta(days=500),
)


@dataclass(frozen=True)
class Picture:
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.name)


@dataclass(frozen=True)
class Person:
    handle: str
    name: str
    avatar: Picture = Picture()
    joined_at: datetime = field(default_factory=lambda: timezone.now() - timedelta(days=900))

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"#{self.handle}"

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2])


@dataclass(frozen=True)
class Capacity:
    team_name: str = "Support"
    organisation: str = "Northlight"
    title: str = "Support engineer"

    def __str__(self) -> str:
        return f"{self.team_name}, {self.organisation}"


@dataclass(frozen=True)
class Tag:
    name: str

    def get_absolute_url(self) -> str:
        return f"#{self.name}"


JO = Person("jo", "Jo Lindqvist")
ANA = Person("ana", "Ana Ruiz")
TOMAS = Person("tomas", "Tomás Berg")
MAREK = Person("marek", "Marek")
WEN = Person("wen", "Wen Li")
PRIYA = Person("priya", "Priya Raman")
SUPPORT = Capacity()
PRODUCT = Capacity("Product", "Northlight", "Head of product")

ASKED = """\
Since the last update my Aurora 6 loses both bands a little after two at night. Everything on a \
cable stays up. In the log I see this, every time:

```
02:03:11 radio0: DFS radar event, channel 52 vacated
02:03:11 radio0: no fallback channel configured
```

Restarting brings it back until the next night. Is there a setting I missed?
"""
ANSWERED = """\
That is a radar event: on channels 52 to 144 a router must leave when it hears radar, and your \
firmware had nowhere to go. Two ways out:

1. Update to `6.2.4` (Settings, System, Update). It falls back to channel 36 by itself.
2. Or pin channel 36 to 48 yourself until you do.

It is our fault, not your settings. If it still happens after 6.2.4, tell me here and I will look \
at your log with you.
"""
WRITTEN = """\
# What to look at first

Plain words, **strong ones**, *stressed ones*, ~~what no longer holds~~, `a setting` and \
[a link](https://example.org/).

> The light on the front blinks amber twice, then stays white.

| Light | Meaning | What to do |
|---|---|---|
| white | all is well | nothing |
| amber, slow | updating | wait five minutes |
| red | no line | look at the cable |

- a list
  - within a list
- and its end

```python
def channels(width: int = 80) -> list[int]:
    \"\"\"Those that need not listen for radar.\"\"\"
    return [36, 40, 44, 48] if width <= 80 else []  # 160 MHz always crosses them
```

```diff
- option channel 'auto'
+ option channel '36'
```
"""


@dataclass
class Said:
    """A post, a comment or a question in a list."""

    pk: int
    author: Person
    html: str = ""
    capacity: Capacity | None = None
    ago: timedelta = timedelta(days=3)
    score: int = 0
    edited_at: datetime | None = None
    hidden_at: datetime | None = None
    hidden_reason: str = ""

    @property
    def posted_at(self) -> datetime:
        return timezone.now() - self.ago


@dataclass
class Listed(Said):
    title: str = ""
    excerpt: str = ""
    kind: str = "question"
    answer_count: int = 0
    same_count: int = 0
    solved_at: datetime | None = None
    idea_status: str = ""
    tags_shown: tuple[Tag, ...] = ()

    def get_absolute_url(self) -> str:
        return "#list"

    def get_kind_display(self) -> str:
        return self.kind.capitalize()

    def get_idea_status_display(self) -> str:
        return self.idea_status.capitalize()


def comments() -> list[Said]:
    mini = "<p>6.2.4 fixed it on my Aurora 6 Mini as well.</p>"
    thanks = "<p>Thank you, added the Mini to the entry.</p>"
    return [
        Said(1, MAREK, mini, ago=timedelta(days=2)),
        Said(2, ANA, thanks, SUPPORT, ago=timedelta(hours=5)),
    ]


def listed() -> list[Listed]:
    now = timezone.now()
    return [
        Listed(
            11,
            JO,
            title="Router drops Wi-Fi every night at two, wired keeps working",
            excerpt="Since the last update my Aurora 6 loses both bands a little after two at "
            "night. Everything on a cable stays up. Restarting brings it back until the next "
            "night, and the log says something about radar that I do not understand.",
            kind="problem",
            answer_count=3,
            same_count=12,
            solved_at=now,
            tags_shown=(Tag("wifi"), Tag("aurora-6"), Tag("firmware")),
        ),
        Listed(
            12,
            WEN,
            title="Can the guest network have its own speed limit?",
            excerpt="My neighbours are welcome to it, just not to all of it.",
            ago=timedelta(minutes=12),
            tags_shown=(Tag("guest-network"),),
        ),
        Listed(
            13,
            PRIYA,
            title="Let me name the ports on the back",
            kind="idea",
            answer_count=8,
            idea_status="planned",
            ago=timedelta(days=30),
            tags_shown=(Tag("aurora-6"), Tag("interface")),
        ),
        Listed(
            14,
            TOMAS,
            title="The night mode is the best thing you ever shipped",
            kind="praise",
            ago=timedelta(days=1),
        ),
    ]


class Words(forms.Form):
    """Fields in all their states."""

    title = forms.CharField(
        label="What is it about?",
        help_text="One sentence, as you would say it to a neighbour.",
        initial="Router drops Wi-Fi every night at two",
    )
    handle = forms.CharField(label="Handle", help_text="1 to 30 letters and digits.")
    zone = forms.ChoiceField(
        label="Time zone", choices=[("b", "Europe/Berlin"), ("l", "Europe/London")], required=False
    )
    mail = forms.BooleanField(
        label="Write to me about what I follow",
        help_text="One mail for each answer, with its own off-switch.",
        required=False,
        initial=True,
    )
    frozen = forms.CharField(label="Serial number", initial="A6-20931", disabled=True)
    body = forms.CharField(label="What happened?", widget=forms.Textarea, initial=ASKED)
    tags = forms.CharField(
        label="Tags", help_text="Up to five, so that the right people see it.", required=False
    )
    comment = forms.CharField(label="Your comment", widget=forms.Textarea)


def kinds() -> list[dict[str, Any]]:
    return [
        {
            "value": "question",
            "label": "Question",
            "hint": "How do I do this? What does that mean?",
            "checked": False,
        },
        {
            "value": "problem",
            "label": "Problem",
            "hint": "Something does not work as it should.",
            "checked": True,
        },
        {"value": "idea", "label": "Idea", "hint": "What you wish it could do.", "checked": False},
        {
            "value": "praise",
            "label": "Praise",
            "hint": "What is good, so that it stays.",
            "checked": False,
        },
    ]


def pieces() -> list[dict[str, str]]:
    return [
        {"kind": "same", "text": "Update to "},
        {"kind": "del", "text": "6.2.3"},
        {"kind": "ins", "text": "6.2.4"},
        {"kind": "same", "text": " (Settings, System, Update)."},
        {"kind": "ins", "text": " It falls back to channel 36 by itself."},
        {"kind": "skip", "text": "\n… 4 lines unchanged …"},
    ]


def told() -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        {
            "actor": ANA,
            "unread": True,
            "words": "Ana Ruiz answered your problem",
            "title": "Router drops Wi-Fi every night at two",
            "url": "#notices",
            "at": now - timedelta(minutes=41),
            "why": "You asked it.",
        },
        {
            "actor": PRIYA,
            "unread": False,
            "words": "Priya Raman accepted your answer",
            "title": "Which cable for the 2.5 gigabit port?",
            "url": "#notices",
            "at": now - timedelta(days=2),
            "why": "You answered it.",
        },
    ]


def decision() -> dict[str, Any]:
    return {
        "html": "<p>It comes with firmware 6.3, in the settings and on the phone. We start with "
        "names; colours may follow.</p>",
        "decided_by": PRIYA,
        "capacity": PRODUCT,
        "decided_at": timezone.now() - timedelta(days=4),
    }


def styleguide(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    refused = Words({"title": "", "handle": "-jo-", "body": ""})
    refused.add_error("handle", "Begin and end with a letter or digit.")
    refused.add_error(None, "Your session had ended; you are signed in again now.")
    shown = {
        "jo": JO,
        "ana": ANA,
        "tomas": TOMAS,
        "people": [JO, ANA, TOMAS, MAREK, WEN, PRIYA],
        "support": SUPPORT,
        "moments": [now - passed for passed in TIMES],
        "form": Words(),
        "refused": refused,
        "kinds": kinds(),
        "question": Said(1, JO, as_html(ASKED), score=17, ago=timedelta(days=50)),
        "answer": Said(2, ANA, as_html(ANSWERED), SUPPORT, timedelta(days=36), 34, edited_at=now),
        "other": Said(
            3,
            TOMAS,
            as_html(
                "Turn off DFS channels under Wireless, Advanced. You lose some bandwidth but the "
                "nights are quiet."
            ),
            ago=timedelta(days=49),
            score=5,
        ),
        "hidden": Said(
            4,
            WEN,
            as_html("Buy my cheap routers instead!"),
            ago=timedelta(hours=2),
            score=-3,
            hidden_at=now,
            hidden_reason="It sells something and answers nothing.",
        ),
        "comments": comments(),
        "written": as_html(WRITTEN),
        "listed": listed(),
        "tags": [Tag("wifi"), Tag("aurora-6"), Tag("firmware")],
        "asides": [
            Said(5, ANA, as_html("Could you send me the serial number?"), SUPPORT),
            Said(6, JO, as_html("It is A6-20931, bought in May."), ago=timedelta(hours=4)),
        ],
        "pieces": pieces(),
        "told": told(),
        "decision": decision(),
        "earlier": [
            {"get_status_display": "Under consideration", "decided_by": ANA, "decided_at": now}
        ],
        "tabs": [
            {"words": "Newest", "url": "#list", "current": True},
            {"words": "Active", "url": "#list"},
            {"words": "Unanswered", "url": "#list"},
            {"words": "Most wanted", "url": "#list"},
        ],
        "crumbs": [{"words": "Questions", "url": "#list"}, {"words": "#wifi", "url": "#list"}],
        "employments": [{"title": "Support engineer", "team": "Support, Northlight"}],
        "a_day_ago": now - timedelta(days=1),
    }
    return render(request, "styleguide/styleguide.html", shown)
