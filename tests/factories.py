"""Makes what tests need, true to life. Each app's factories stand under its name."""

import factory
from factory.django import DjangoModelFactory

from community.models import Employment, Member, Team

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
