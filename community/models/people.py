"""Members and the keys their programs use."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from community.models.imports import ImportedSource

# So that `handle__lower=` meets the index that keeps handles unique, which iexact would not.
models.CharField.register_lookup(Lower)

handle_is_plain = RegexValidator(
    r"^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,28}[A-Za-z0-9])?\Z",
    _(
        "Use 1 to 30 letters, digits, dots, dashes or underscores; "
        "begin and end with a letter or digit."
    ),
)


NEVER = frozenset({"community.delete_member", "community.delete_employment"})


def is_a_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("There is no time zone named “%(name)s”."), params={"name": name})


class PrivateEmailField(models.EmailField):
    """An address in lower case, as allauth looks for it, or nothing: never the empty string."""

    def get_prep_value(self, value: Any) -> Any:
        return (super().get_prep_value(value) or "").lower() or None


class MemberManager(BaseUserManager["Member"]):
    def create_user(
        self, handle: str, email: str | None = None, password: str | None = None, **extra: Any
    ) -> "Member":
        member = self.model(handle=handle, email=self.normalize_email(email), **extra)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(
        self, handle: str, email: str | None = None, password: str | None = None, **extra: Any
    ) -> "Member":
        return self.create_user(
            handle, email, password, is_superuser=True, is_moderator=True, **extra
        )

    def get_by_natural_key(self, username: str | None) -> "Member":
        return self.by_handle(username or "")

    def by_handle(self, handle: str) -> "Member":
        """The member with this handle, in whatever case it is typed. Raises Member.DoesNotExist."""
        return self.get(handle__lower=handle.lower())


class Member(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # Wagtail's bases carry no types
    """A person. The e-mail address is theirs alone and never shown.

    `email` is the address they proved to be theirs, or one that an administrator entered; what is
    still to be verified waits in allauth's EmailAddress.
    """

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As my device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    handle = models.CharField(_("handle"), max_length=30, validators=[handle_is_plain])
    name = models.CharField(_("name"), max_length=80, blank=True)
    email = PrivateEmailField(_("e-mail address"), null=True, blank=True)
    about = models.TextField(_("about"), max_length=2000, blank=True)
    about_html = models.TextField(blank=True, editable=False)
    avatar = models.ImageField(_("picture"), upload_to="avatars/", blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, validators=[is_a_time_zone]
    )
    theme = models.CharField(_("theme"), max_length=8, choices=Theme, default=Theme.SYSTEM)
    is_active = models.BooleanField(_("active"), default=True)
    is_moderator = models.BooleanField(_("moderator"), default=False)
    wants_mail = models.BooleanField(_("mail about what I follow"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)
    imported_from = models.ForeignKey(
        ImportedSource, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    old_id = models.BigIntegerField(null=True, blank=True)

    objects = MemberManager()

    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(
                Lower("handle"),
                name="one_member_per_handle",
                violation_error_message=_("This handle is taken."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=None),
                name="one_member_per_email_address",
                violation_error_message=_("Another member has this e-mail address."),
            ),
            models.UniqueConstraint(
                fields=["imported_from", "old_id"], name="one_member_per_imported_person"
            ),
        ]
        indexes = [models.Index(fields=["email"], name="members_by_email_address")]

    def __str__(self) -> str:
        return self.name or self.handle

    def get_absolute_url(self) -> str:
        return f"/people/{self.handle}/"  # without `reverse`: a page names many people

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """What stands on the record is closed or ended, never deleted, whoever asks."""
        return perm not in NEVER and super().has_perm(perm, obj)

    @property
    def is_staff(self) -> bool:
        """Wagtail's and Django's word for who may enter the admin."""
        return self.is_superuser

    @property
    def initials(self) -> str:
        words = str(self).replace(".", " ").replace("_", " ").replace("-", " ").split()
        return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper() or "?"

    @cached_property
    def current_employments(self) -> list[Any]:
        """The teams this person works in now; asked once in the life of this object."""
        if not getattr(self, "works_somewhere", True):  # what the signing-in backend knows already
            return []
        return list(self.employments.current().select_related("team"))

    @property
    def is_employee(self) -> bool:
        return bool(self.current_employments)


class FormerHandleQuerySet(models.QuerySet["FormerHandle"]):
    def of(self, handle: str) -> "FormerHandleQuerySet":
        return self.filter(handle__lower=handle.lower())

    def kept_back(self, now: datetime) -> "FormerHandleQuerySet":
        """Those that nobody else may take yet."""
        return self.filter(left_at__gt=now - FormerHandle.KEPT_BACK)


class FormerHandle(models.Model):
    """A handle somebody gave up: bookmarks still lead to them, unless they erased themselves."""

    KEPT_BACK = timedelta(days=365)  # so that nobody answers to another's name in what people quote

    handle = models.CharField(max_length=30)
    member = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="former_handles")
    left_at = models.DateTimeField(default=timezone.now)

    objects = FormerHandleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("handle"), name="one_former_owner_per_handle"),
        ]

    def __str__(self) -> str:
        return self.handle


class PersonalTokenQuerySet(models.QuerySet["PersonalToken"]):
    def valid(self) -> "PersonalTokenQuerySet":
        return self.filter(revoked_at=None, member__is_active=True)


class PersonalToken(models.Model):
    """A key a person made for a program of theirs. Only a digest is kept."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="personal_tokens")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=8, editable=False)
    may_write = models.BooleanField(_("may write"), default=False)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PersonalTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
