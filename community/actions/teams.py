"""Who works in which team: an administrator's word, or what a person's accounts prove."""

from collections.abc import Iterable, Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone

from community.events import EmploymentBegan, EmploymentEnded, publish
from community.models import Employment, Member, Team, TeamClaim, TeamDomain
from community.permissions import can_administer, require


@transaction.atomic
def begin_employment(member: Member, *, team: Team, title: str, by: Member) -> Employment:
    """Make somebody an employee. In the team already, they only get the title."""
    member = _locked(member)
    require(can_administer(by))
    current = member.employments.current().filter(team=team).first()
    if current is None:
        return _begin(member, team, title, Employment.Source.ADMINISTRATOR, by)
    if current.title != title:
        current.title = title
        current.save(update_fields=["title"])
    return current


@transaction.atomic
def end_employment(employment: Employment, *, by: Member) -> Employment:
    """From now on this person no longer speaks for the team; what they said stays as it was."""
    _locked(employment.member)
    require(can_administer(by))
    employment.refresh_from_db()
    return _end(employment, by)


@transaction.atomic
def follow_evidence(member: Member, *, by: Member | None = None) -> None:
    """Bring employments in line with the verified addresses and the claims a person has now.

    What an administrator decided stays untouched.
    """
    member = _locked(member)
    proven = {team: (title, source) for team, title, source in _evidence(member)}
    current = {job.team: job for job in member.employments.current().select_related("team")}
    for team, job in current.items():
        if job.source != Employment.Source.ADMINISTRATOR and team not in proven:
            _end(job, by)
    for team, (title, source) in proven.items():
        if team not in current:
            _begin(member, team, title, source, by)


def end_all_employments(member: Member, *, by: Member | None) -> None:
    """Inside the transaction in which somebody goes."""
    for employment in member.employments.current():
        _end(employment, by)


def domain_of(address: str) -> str:
    """The domain of an e-mail address in lower case; empty unless it is plain ASCII.

    Letters that merely look like a team's domain, or fold into it, are another domain.
    """
    _name, at, domain = address.rpartition("@")
    return domain.lower() if at and domain.isascii() else ""


def _evidence(member: Member) -> Iterator[tuple[Team, str, Employment.Source]]:
    verified = EmailAddress.objects.filter(user=member, verified=True).values_list(
        "email", flat=True
    )
    domains = {domain_of(address) for address in verified} - {""}
    for by_domain in TeamDomain.objects.filter(domain__in=domains).select_related("team"):
        yield by_domain.team, by_domain.title, Employment.Source.DOMAIN
    claimed = _claims(SocialAccount.objects.filter(user=member))
    for by_claim in TeamClaim.objects.select_related("team"):
        if by_claim.value in claimed.get(by_claim.claim, ()):
            yield by_claim.team, by_claim.title, Employment.Source.CLAIM


def _claims(accounts: Iterable[SocialAccount]) -> dict[str, set[str]]:
    """What the identity providers last said of a person, each at their own last sign-in."""
    claims: dict[str, set[str]] = {}
    for account in accounts:
        for part in (account.extra_data.get("userinfo"), account.extra_data.get("id_token")):
            for name, value in (part or {}).items():
                claims.setdefault(name, set()).update(_values(value))
    return claims


def _values(value: Any) -> set[str]:
    values = value if isinstance(value, list) else [value]
    return {str(one) for one in values if isinstance(one, str | int) and not isinstance(one, bool)}


def _locked(member: Member) -> Member:
    """The member's row, locked, so that two who change one person's employments take turns."""
    return Member.objects.select_for_update().get(pk=member.pk)


def _begin(
    member: Member, team: Team, title: str, source: Employment.Source, by: Member | None
) -> Employment:
    employment = Employment.objects.create(member=member, team=team, title=title, source=source)
    publish(
        EmploymentBegan(
            actor_id=by.pk if by else None, member_id=member.pk, employment_id=employment.pk
        )
    )
    return employment


def _end(employment: Employment, by: Member | None) -> Employment:
    if employment.ended_at:
        return employment
    employment.ended_at = timezone.now()
    employment.save(update_fields=["ended_at"])
    publish(
        EmploymentEnded(
            actor_id=by.pk if by else None,
            member_id=employment.member_id,
            employment_id=employment.pk,
        )
    )
    return employment
