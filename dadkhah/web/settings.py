"""Django's settings, read from the archive's folder. Nothing here asks the network for anything."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from dadkhah.archive.place import ENVIRONMENT, Place, read_only

PLACE = Place(Path(os.environ[ENVIRONMENT]).resolve())
ROOM = Path(__file__).parent


def database(address: str) -> dict[str, Any]:
    """SQLite in the archive's folder, or the PostgreSQL database of an address `postgresql://…`."""
    if not address:
        return {
            "ENGINE": "dadkhah.archive.sqlcipher" if PLACE.is_sealed else "django.db.backends.sqlite3",
            # From a disk that cannot be written the archive is read: what writes is refused by the database.
            "NAME": PLACE.database if os.access(PLACE.root, os.W_OK) else read_only(PLACE.database),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30},
            # Four threads keep a connection each: opening one anew for every page would read the tables' names again.
            "CONN_MAX_AGE": None,
        }
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


SECRET_KEY = PLACE.secret()
DEBUG = False
ALLOWED_HOSTS = PLACE.setting("hosts")
DATABASES = {"default": database(PLACE.setting("database"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "archive.Account"
ROOT_URLCONF = "dadkhah.web.urls"

INSTALLED_APPS = [
    "dadkhah.web",
    "dadkhah.archive",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "dadkhah.web.middleware.Private",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Before CSRF, which reads the body: what a stranger sends is turned away unread.
    "dadkhah.web.middleware.SignedIn",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dadkhah.web.middleware.SensitiveReads",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOM / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                ),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dadkhah.web.context.site",
            ],
            "builtins": ["dadkhah.web.templatetags.dadkhah", "dadkhah.web.templatetags.pieces"],
        },
    },
]

LANGUAGE_CODE = PLACE.setting("language")
LANGUAGES = [("en", "English"), ("fa", "فارسی")]
LOCALE_PATHS = [ROOM / "locale"]
LANGUAGE_COOKIE_NAME = "dadkhah_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOM / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
FILE_UPLOAD_HANDLERS = [
    "dadkhah.web.uploads.WithinLimit",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
_TEMPORARY = PLACE.scratch if PLACE.is_sealed else PLACE.store / "tmp"
FILE_UPLOAD_TEMP_DIR = str(_TEMPORARY) if _TEMPORARY.is_dir() else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "dadkhah.web.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "dadkhah.web.adapter.ClosedAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": f"30/m/ip,{PLACE.setting('login_attempts')}/key"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "dadkhah.web.adapter.SealedFactors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Dadkhah"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # no mail is sent, so no address is ever verified
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "dadkhah.web.views.errors.form_expired"
SECURE_CONTENT_TYPE_NOSNIFF = True
# Nobody outside learns where a reader came from. With "no-referrer" browsers would send "Origin: null" with our own
# forms, and the check against forged forms would refuse them.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
TITLE = _("Dadkhah")
