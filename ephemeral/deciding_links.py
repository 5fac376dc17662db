"""The signed link in a mail that opens one decision for one person."""

from django.core import signing

from community.models import Member
from ephemeral.models import Lifetime

SALT = "decide-by-mail"


def decision_address(member: Member, lifetime: Lifetime) -> str:
    """Where this person decides about this lifetime, in the round that it is in."""
    token = signing.dumps(
        {"member": member.pk, "lifetime": lifetime.pk, "round": lifetime.round}, salt=SALT
    )
    return f"/knowledge/decide/{token}/"
