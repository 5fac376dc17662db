"""Makes what tests need, true to life. Each app's factories stand under its name."""

from datetime import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from community.models import Employment, Member, Team
from ephemeral.actions.lives import begin_lifetime
from ephemeral.models import Entry, Lifespan

PASSWORD = "seven quiet lanterns"

# community


class MemberFactory(DjangoModelFactory[Member]):
    """A member with a verified e-mail address whose password is PASSWORD."""

    class Meta:
        model = Member
        skip_postgeneration_save = True

    handle = factory.Sequence(lambda n: f"member{n}")
    name = factory.Sequence(lambda n: f"Kim Larsen {n}")
    email = factory.LazyAttribute(lambda member: f"{member.handle}@mail.example")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def verified(self, create: bool, extracted: bool | None, **_kwargs: object) -> None:
        if create and extracted is not False and self.email:
            self.emailaddress_set.create(email=self.email, verified=True, primary=True)


class TeamFactory(DjangoModelFactory[Team]):
    class Meta:
        model = Team
        django_get_or_create = ("slug",)

    name = "Support"
    slug = "support"
    organisation = "Acme"
    about = "We answer what the handbook leaves open."


class EmploymentFactory(DjangoModelFactory[Employment]):
    class Meta:
        model = Employment

    member = factory.SubFactory(MemberFactory)
    team = factory.SubFactory(TeamFactory)
    title = "Support engineer"


# ephemeral


class LifespanFactory(DjangoModelFactory[Lifespan]):
    """A hundred days, with ten of notice and thirty of grace: round numbers for tests."""

    class Meta:
        model = Lifespan
        django_get_or_create = ("name",)

    name = "A hundred days"
    days = 100
    notice_days = 10
    grace_days = 30


class EntryFactory(DjangoModelFactory[Entry]):
    """A published entry whose clock began at `written_at`, kept by who wrote it.

    `lifespan`, `steward` and `team` go to its lifetime; `steward=None` makes it an orphan.
    """

    class Meta:
        model = Entry
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Choosing a channel, part {n}")
    summary = "Channels 36 to 48 have no radar duty, so a router may stay on them."
    body = "Open **Settings**, Wireless, Advanced and choose a channel from 36 to 48."
    author = factory.SubFactory(MemberFactory)
    written_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: type[Entry], *args: object, **kwargs: object) -> Entry:
        lifespan = kwargs.pop("lifespan", None)
        steward = kwargs.pop("steward", "the author")
        team = kwargs.pop("team", None)
        entry = super()._create(model_class, *args, **kwargs)
        at: datetime = entry.written_at
        begin_lifetime(
            entry,
            lifespan=lifespan or LifespanFactory(),
            steward=entry.author if steward == "the author" else steward,
            team=team,
            by=entry.author,
            now=at,
        )
        revision = entry.save_revision(user=entry.author, clean=False)
        Entry.objects.filter(pk=entry.pk).update(
            live_revision=revision, has_unpublished_changes=False, first_published_at=at
        )
        entry.refresh_from_db()
        return entry
