"""Every setting of the site, read once from the environment. `.env.example` lists the names."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

from mayfly.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)
ENVIRONMENT = Environment(env)

# The site

DEBUG = ENVIRONMENT.yes("DEBUG", False)
SECRET_KEY = ENVIRONMENT.text("SECRET_KEY")
SITE_URL = ENVIRONMENT.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = ENVIRONMENT.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL] if "://" in SITE_URL else []
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_SITE_NAME = "Mayfly"
VAR_DIR = Path(ENVIRONMENT.text("VAR_DIR", str(BASE_DIR / "var")))

# How many fronts stand before this process and may say for whom they ask
TRUSTED_PROXIES = ENVIRONMENT.number("TRUSTED_PROXIES", 0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
# Requests at once in `manage.py serve`; more would wait for Python's lock anyway.
WEB_THREADS = ENVIRONMENT.number("WEB_THREADS", 8)
# Whether a front leads /live/ to ASGI workers; where one process does both, it knows.
LIVE_LINE = ENVIRONMENT.yes("LIVE_LINE", False)

ROOT_URLCONF = "mayfly.urls"
ASGI_APPLICATION = "mayfly.asgi.application"
WSGI_APPLICATION = "mayfly.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Handles are unique without regard to case, by a constraint on their lower case.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

INSTALLED_APPS = [
    "mayfly",
    "home",
    "search",
    "ephemeral",
    "questions",
    "reputation",
    "community",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "community.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "channels",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "ninja",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "mayfly.health.Health",
    "mayfly.fronts.ClientAddress",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "community.middleware.own_language_and_time",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "community.http.Problems",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context.site",
            ],
        },
    },
]

# Data

DATABASES = {
    "default": ENVIRONMENT.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'mayfly.sqlite3'}")
    | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A writer takes its lock at BEGIN and waits its turn, so no transaction fails halfway.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
        ),
    }

REDIS_URL = ENVIRONMENT.text("REDIS_URL")
CACHES: dict[str, dict[str, Any]]
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "mayfly",
        }
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 5000},
        }
    }
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

SEARCH_URL = ENVIRONMENT.text("SEARCH_URL", "database:")

# Jobs and events

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
REACTIONS = "mayfly.reactions.REACTIONS"
DUTIES = "mayfly.duties.DUTIES"

# People

AUTH_USER_MODEL = "community.Member"
AUTHENTICATION_BACKENDS = ["community.accounts.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("handle", "name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
ACCOUNT_ADAPTER = "community.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "community.forms.SignInForm",
    "signup": "community.forms.SignUpForm",
    "add_email": "community.forms.AddressForm",
    "reset_password": "community.forms.ForgottenPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_USER_DISPLAY = str
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username", "password1*"]
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that signed up, so they go on at once
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True

# An organisation's own sign-in: OIDC_… for the first provider, OIDC_2_… and OIDC_3_… for more.
OIDC = {
    prefix: {
        part: ENVIRONMENT.text(f"{prefix}_{part}")
        for part in ("NAME", "ISSUER", "CLIENT_ID", "CLIENT_SECRET")
    }
    for prefix in ("OIDC", "OIDC_2", "OIDC_3")
}
SOCIALACCOUNT_ADAPTER = "community.accounts.SocialAccountAdapter"
SOCIALACCOUNT_FORMS = {"signup": "community.forms.ProviderSignUpForm"}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": prefix.lower().replace("_", "-"),
                "name": parts["NAME"],
                "client_id": parts["CLIENT_ID"],
                "secret": parts["CLIENT_SECRET"],
                "settings": {"server_url": parts["ISSUER"].rstrip("/")},
            }
            for prefix, parts in OIDC.items()
            if all(parts.values())
        ],
    }
}

# Wagtail's admin leaves accounts to the pages that everybody uses.
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False  # its version comes with ours; browsers here call nobody else

# Mail

EMAIL_URL = ENVIRONMENT.text("EMAIL_URL", "console:")
EMAIL_CONFIG = ENVIRONMENT.mail("EMAIL_URL", "console:")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.text(
    "DEFAULT_FROM_EMAIL", "Mayfly <community@localhost>"
)

# Words and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# Files

STATIC_URL = "/static/"
STATIC_ROOT = Path(ENVIRONMENT.text("STATIC_ROOT", str(VAR_DIR / "static")))
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# What a browser may do

CSRF_FAILURE_VIEW = "community.views.stale.not_sent"
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https:")
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/"],  # Wagtail's admin writes inline scripts
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "https:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        # Signing in there is a form that is answered with a way to the provider.
        "form-action": [
            SELF,
            *(
                "{0.scheme}://{0.netloc}".format(urlsplit(parts["ISSUER"]))
                for parts in OIDC.values()
                if all(parts.values())
            ),
        ],
        "frame-ancestors": [SELF],
    },
}

# What operators read

SENTRY_DSN = ENVIRONMENT.text("SENTRY_DSN")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
