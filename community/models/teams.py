"""Teams, who works in them, and the capacity in which somebody once spoke."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Team(models.Model):
    """A part of the organisation that answers as itself."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    organisation = models.CharField(_("organisation"), max_length=80)
    about = models.TextField(_("about"), blank=True)

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("team", args=[self.slug])


class TeamDomain(models.Model):
    """Whoever verifies an e-mail address of this domain works in this team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="domains")
    domain = models.CharField(
        _("domain"),
        max_length=253,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z0-9.-]+\.[a-z]{2,}$", _("A domain such as acme.example."))
        ],
    )
    title = models.CharField(_("job title"), max_length=80)

    def __str__(self) -> str:
        return f"@{self.domain}"


class TeamClaim(models.Model):
    """Whoever signs in with this claim of the identity provider works in this team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="claims")
    claim = models.CharField(_("claim"), max_length=80, default="groups")
    value = models.CharField(_("value"), max_length=200)
    title = models.CharField(_("job title"), max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "value"], name="one_team_per_claim"),
        ]

    def __str__(self) -> str:
        return f"{self.claim} = {self.value}"


class EmploymentQuerySet(models.QuerySet["Employment"]):
    def current(self) -> "EmploymentQuerySet":
        return self.filter(ended_at=None)


class Employment(models.Model):
    """A person works in a team under a title, from a moment until another."""

    class Source(models.TextChoices):
        ADMINISTRATOR = "administrator", _("an administrator")
        DOMAIN = "domain", _("a verified e-mail domain")
        CLAIM = "claim", _("the identity provider")

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="employments")
    team = models.ForeignKey(Team, models.CASCADE, related_name="employments")
    title = models.CharField(_("job title"), max_length=80)
    source = models.CharField(max_length=16, choices=Source, default=Source.ADMINISTRATOR)
    began_at = models.DateTimeField(_("began"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "team"],
                condition=Q(ended_at=None),
                name="one_current_employment_per_team",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.title}, {self.team}"

    def capacity(self) -> "Capacity":
        """The words under which this person speaks now, kept for ever once used."""
        capacity, _made = Capacity.objects.get_or_create(
            member_id=self.member_id,
            team=self.team,
            team_name=self.team.name,
            organisation=self.team.organisation,
            title=self.title,
        )
        return capacity


class Capacity(models.Model):  # type: ignore[django-manager-missing]  # as above
    """How somebody once spoke: never changed, whatever becomes of the person or the team."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="capacities")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="capacities")
    team_name = models.CharField(max_length=80)
    organisation = models.CharField(max_length=80)
    title = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "capacities"
        constraints = [
            models.UniqueConstraint(
                fields=["member", "team", "team_name", "organisation", "title"],
                name="one_capacity_per_wording",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_name}, {self.organisation}"
