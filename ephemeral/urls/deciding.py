"""Addresses of deciding about what is due, and of evidence."""

from django.urls import URLPattern, path

from ephemeral.views import by_mail, deciding, lives

urlpatterns: list[URLPattern] = [
    path("knowledge/due/", deciding.due, name="due"),
    path("knowledge/orphans/", deciding.orphans, name="orphans"),
    path("knowledge/decide/<str:token>/", by_mail.decide_by_mail, name="decide-by-mail"),
    path("knowledge/life/<int:pk>/", lives.life, name="life"),
    path("knowledge/life/<int:pk>/renew/", deciding.renew, name="renew"),
    path("knowledge/life/<int:pk>/let-go/", deciding.let_go, name="let-go"),
    path("knowledge/life/<int:pk>/hand-over/", deciding.hand_over, name="hand-over"),
    path("knowledge/life/<int:pk>/still-true/", lives.still_true, name="still-true"),
    path("knowledge/life/<int:pk>/did-not-work/", lives.did_not_work, name="did-not-work"),
    path("knowledge/life/<int:pk>/ask-back/", lives.ask_back, name="ask-back"),
]
