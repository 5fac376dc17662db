"""A fresh site has a home page, two pages of words and the way to them."""

import json
import uuid

from django.db import migrations
from django.utils import timezone

HOW_IT_WORKS = [
    (
        "text",
        "<p>People who use the same things help each other here. Everybody can read; whoever "
        "signs in can ask, answer and vote.</p>"
        "<h2>Asking</h2>"
        "<p>Look first: while you type a title, similar questions appear. If none of them is "
        "yours, ask. Say what you want to reach, what you tried and what happened instead. What "
        "nobody else should see, such as an order number, belongs into a private aside.</p>"
        "<h2>Answering</h2>"
        "<p>Answer what you know, and say how you know it. People who work here answer under "
        "their own name, with their team beside it.</p>"
        "<h2>When something helped</h2>"
        "<p>Vote for what helped you. If you asked, accept the answer that solved it, so that "
        "the next person finds it at once. You can change your mind later.</p>"
        "<h2>Being kind</h2>"
        "<p>Write to people as you would talk to them across a table. Moderators hide what "
        "hurts others and say why.</p>",
    ),
]
CONTACT = [
    (
        "text",
        "<p>Here stands who runs this site and how to reach them. An administrator edits this "
        "page under Pages in the administration; in many countries the law asks for a name, a "
        "postal address and an e-mail address.</p>",
    ),
]
BODY = [
    ("find", {"heading": "How can we help?", "words": ""}),
    ("new", {"heading": "What is new", "sort": "newest", "kind": "", "limit": 8}),
]
BESIDE = [
    ("waiting", {"heading": "Waits for an answer", "sort": "unanswered", "kind": "", "limit": 5}),
    ("helpers", {"heading": "Who helps", "limit": 5}),
    ("tags", {"heading": "What people ask about", "limit": 14}),
]


def stream(blocks):
    return json.dumps(
        [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks]
    )


def make_first_pages(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    SiteSettings = apps.get_model("home", "SiteSettings")
    HomePage = apps.get_model("home", "HomePage")
    if HomePage.objects.exists():
        return

    root = Page.objects.get(depth=1)
    # The page that Wagtail makes to say that it runs; unless somebody made something of it.
    Page.objects.filter(depth=2, slug="home", content_type__model="page", numchild=0).delete()

    now = timezone.now()
    free = Page.objects.filter(depth=2).count() + 1
    home = add_page(
        apps, "homepage", parent=root, place=free, slug="home", title="Home", now=now,
        url_path="/home/", numchild=2, body=stream(BODY), beside=stream(BESIDE),
    )
    works = add_page(
        apps, "standardpage", parent=home, place=1, slug="how-it-works", now=now,
        title="How this community works", url_path="/home/how-it-works/",
        introduction="Ask what you could not find, and help with what you know.",
        body=stream(HOW_IT_WORKS),
    )
    contact = add_page(
        apps, "standardpage", parent=home, place=2, slug="contact", now=now,
        title="Contact and imprint", url_path="/home/contact/", body=stream(CONTACT),
    )
    Page.objects.filter(pk=root.pk).update(numchild=Page.objects.filter(depth=2).count())
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page_id": home.pk},
    )
    if not SiteSettings.objects.exists():
        SiteSettings.objects.create(
            foot_navigation=stream(
                ("item", {"words": words, "page": page.pk, "address": ""})
                for words, page in (("How it works", works), ("Contact", contact))
            )
        )


def add_page(apps, model, *, parent, place, title, now, **fields):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    kind, _made = ContentType.objects.get_or_create(app_label="home", model=model)
    return apps.get_model("home", model).objects.create(
        title=title,
        draft_title=title,
        content_type=kind,
        locale=Locale.objects.first(),
        path=f"{parent.path}{place:04d}",
        depth=parent.depth + 1,
        live=True,
        first_published_at=now,
        last_published_at=now,
        **fields,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_home_pages_and_site_settings"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(make_first_pages, migrations.RunPython.noop)]
