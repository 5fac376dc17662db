"""Signing up, in one transaction with the mail that it sends."""

from typing import Any

from allauth.account.views import SignupView
from django.db import IntegrityError, transaction
from django.http import HttpResponse

from community.forms import SignUpForm


class SignUp(SignupView):
    def form_valid(self, form: SignUpForm) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except IntegrityError:
            # The handle or the address was taken by somebody else a moment ago: look again.
            again: Any = self.get_form_class()(**self.get_form_kwargs())
            if not again.is_valid():
                return self.form_invalid(again)
            with transaction.atomic():
                return super().form_valid(again)


sign_up = SignUp.as_view()
