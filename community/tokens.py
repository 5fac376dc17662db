"""Personal tokens: keys that people make for programs of theirs."""

import hashlib
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from community.models import Member, PersonalToken
from community.permissions import can_change_account, require

PREFIX = "mayfly_"  # so that scanners recognise a token that was published by mistake
LENGTH = 40  # letters and digits: more than 230 bits
MOST = 20  # more than anybody keeps an overview of
NOTED_EVERY = timedelta(minutes=1)  # a busy program shall not write a row for each of its reads


@transaction.atomic
def make_token(
    member: Member, *, name: str, may_write: bool, by: Member
) -> tuple[PersonalToken, str]:
    """A new token and its key, which is shown now and never again."""
    Member.objects.select_for_update().get(pk=member.pk)
    require(can_change_account(by, member))
    if member.personal_tokens.filter(revoked_at=None).count() >= MOST:
        raise ValidationError(
            _("You have %(most)s tokens. Revoke one that you no longer use."),
            params={"most": MOST},
        )
    key = PREFIX + get_random_string(LENGTH)
    token = PersonalToken.objects.create(
        member=member, name=name, digest=_digest(key), hint=key[-4:], may_write=may_write
    )
    return token, key


@transaction.atomic
def revoke_token(token: PersonalToken, *, by: Member) -> PersonalToken:
    """From now on the key opens nothing."""
    token = PersonalToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    require(can_change_account(by, token.member))
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
    return token


def token_of(key: str) -> PersonalToken | None:
    """The valid token with this key, its use noted; None for every other key."""
    token = (
        PersonalToken.objects.valid().select_related("member").filter(digest=_digest(key)).first()
    )
    if token is None:
        return None
    now = timezone.now()
    if token.used_at is None or token.used_at < now - NOTED_EVERY:
        PersonalToken.objects.filter(pk=token.pk).update(used_at=now)
    return token


def _digest(key: str) -> str:
    """Keys are long and random, so a plain digest cannot be guessed back."""
    return hashlib.sha256(key.encode()).hexdigest()
