from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class CommunityConfig(AppConfig):
    default = True  # of the two in this file
    name = "community"
    verbose_name = _("People, events, notices")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.account import signals as account
        from allauth.socialaccount import signals as socialaccount

        # Jobs, checks and stored numbers register themselves when they are read.
        from community import accounts, checks, jobs, log, mail  # noqa: F401

        for evidence in (
            account.email_confirmed,
            account.email_changed,
            account.email_removed,
            socialaccount.social_account_added,
            socialaccount.social_account_updated,
            socialaccount.social_account_removed,
        ):
            evidence.connect(accounts.on_evidence_changed, dispatch_uid="follow_evidence")


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's pages for members, with our forms."""

    user_viewset = "community.admin.people.MemberViewSet"
