"""Addresses of what people do with their own account, and of what they put into texts."""

from django.urls import path

from community.views import markup, notices, settings, uploads

urlpatterns = [
    path("settings/", settings.profile, name="settings"),
    path("settings/picture/", settings.picture, name="settings-picture"),
    path("settings/preferences/", settings.preferences, name="settings-preferences"),
    path("settings/tokens/", settings.personal_tokens, name="settings-tokens"),
    path("settings/tokens/<int:token_id>/revoke/", settings.revoke_token, name="revoke-token"),
    path("settings/close/", settings.close_account, name="settings-close"),
    path("notices/", notices.notice_list, name="notices"),
    path("notices/read/", notices.read_all, name="read-all-notices"),
    path("notices/<int:pk>/", notices.open_notice, name="open-notice"),
    path("notices/silence/<str:topic>/", notices.silence_topic, name="silence"),
    path("notices/hear/<str:topic>/", notices.hear_again, name="hear-again"),
    path("notices/off/<str:token>/", notices.switch_off, name="notices-off"),
    path("markup/preview/", markup.preview, name="markup-preview"),
    path("uploads/", uploads.upload, name="uploads"),
    path("media/<path:path>", uploads.media, name="media"),
]
