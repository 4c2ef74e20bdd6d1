"""All settings, read top to bottom. What differs between machines comes from the environment.

JOLSERIK_DATA      folder of the SQLite database and backups (default: ./var)
DATABASE_URL       postgresql://user:password@host:port/name; without it SQLite is used
JOLSERIK_SECRET    secret key; required unless JOLSERIK_DEMO=1 or JOLSERIK_DEBUG=1
JOLSERIK_HOSTS     comma-separated host names that may be asked for (default: localhost)
JOLSERIK_DEMO      1: one-click sign-in as the demo's cast, only on a database that demo made
JOLSERIK_DEBUG     1: developer's mode with the component page
JOLSERIK_REGION    code of the region on the first page (default: the first region loaded)
JOLSERIK_HTTPS     0: cookies also travel over plain http (default: 1, except in demo and debug)
JOLSERIK_PROXY     1: a reverse proxy stands before the program and sets X-Forwarded-Proto
JOLSERIK_LARGEST_FILE  megabytes that one uploaded file may have (default: 25)
JOLSERIK_LARGEST_LIST  megabytes that an uploaded list of projects may have (default: 50)
EMAIL_URL          smtp://user:password@host:port; without it letters go to the log
"""

import os
import secrets
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

HOUSE = Path(__file__).resolve().parent.parent


def _flag(name: str, default: str = "0") -> bool:
    return os.environ.get(name, default) == "1"


# --- where we are
TESTING = "pytest" in sys.modules
DEBUG = _flag("JOLSERIK_DEBUG")
DEMO = _flag("JOLSERIK_DEMO")
_HOME = Path(tempfile.gettempdir()) / "jolserik-tests" if TESTING else Path("var")
DATA = Path(os.environ.get("JOLSERIK_DATA", _HOME)).resolve()
REGION = os.environ.get("JOLSERIK_REGION", "")
ALLOWED_HOSTS = os.environ.get("JOLSERIK_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
HTTPS = _flag("JOLSERIK_HTTPS", "0" if DEMO or DEBUG or TESTING else "1")

# --- secrets
SECRET_KEY = os.environ.get("JOLSERIK_SECRET", "")
if not SECRET_KEY:
    if not (DEMO or DEBUG or TESTING or os.environ.get("JOLSERIK_COMMAND") == "1"):
        raise ImproperlyConfigured(
            "JOLSERIK_SECRET is not set. Set it to a long random text, for example:"
            " JOLSERIK_SECRET=$(python3 -c 'import secrets; print(secrets.token_urlsafe(48))')"
        )
    SECRET_KEY = secrets.token_urlsafe(48)  # lasts as long as this process

# --- rooms and parts
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "jolserik.events",
    "jolserik.people",
    "jolserik.workdays",
    "jolserik.ledger",
    "jolserik.documents",
    "jolserik.search",
    "jolserik.sheets",
    "jolserik.territory",
    "jolserik.companies",
    "jolserik.projects",
    "jolserik.commitments",
    "jolserik.contacts",
    "jolserik.specialists",
    "jolserik.merging",
    "jolserik.indicators",
    "jolserik.briefings",
    "jolserik.imports",
    "jolserik.workshop",
    "jolserik.desk",
    "jolserik.portal",
    "jolserik.site",
]
SITE_ID = 1
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jolserik.site.middleware.request_log",
    "jolserik.site.middleware.Compress",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "jolserik.site.middleware.language",
    "jolserik.site.middleware.theme",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jolserik.site.middleware.ActorAndAccess",
]
ROOT_URLCONF = "jolserik.site.urls"
WSGI_APPLICATION = "jolserik.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HOUSE / "site" / "templates", HOUSE / "site" / "components"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jolserik.site.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "jolserik.site.templatetags.jol",
            ],
        },
    }
]

# --- database: SQLite under the data folder, or PostgreSQL by DATABASE_URL
if os.environ.get("DATABASE_URL"):
    try:
        _database = dict(dj_database_url.parse(os.environ["DATABASE_URL"]))
    except (ValueError, KeyError) as wrong:
        raise ImproperlyConfigured(
            "DATABASE_URL is not understood. Write postgresql://user:password@host:5432/name,"
            " or leave it out to use SQLite."
        ) from wrong
    if _database.get("ENGINE") != "django.db.backends.postgresql" or not _database.get("NAME"):
        raise ImproperlyConfigured(
            "DATABASE_URL must be postgresql://user:password@host:5432/name;"
            " leave it out to use SQLite."
        )
    # A pool inside a forking test run would be shared by its children.
    _database["OPTIONS"] = {"connect_timeout": 5} | ({} if TESTING else {"pool": True})
else:
    _database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "jolserik.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                "PRAGMA recursive_triggers=ON; PRAGMA cache_size=-32768;"
            ),
        },
    }
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "site_cache",
    }
}

# --- people and sign-in
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "jolserik.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/15m/key",
    "reset_password": "20/m/ip,5/m/key",  # nosec B105  # a rate
    "reset_password_from_key": "20/m/ip",  # nosec B105  # a rate
    "change_password": "5/m/user",  # nosec B105  # a rate
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "jolserik.people.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Jolserik"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "jolserik.site.errors.csrf_failure"

# --- what the browser may do
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
if _flag("JOLSERIK_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # or all visitors would share the proxy's address
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
LARGEST_FILE = int(os.environ.get("JOLSERIK_LARGEST_FILE", "25")) << 20
LARGEST_LIST = int(os.environ.get("JOLSERIK_LARGEST_LIST", "50")) << 20
# Addresses where another limit holds than for documents.
UPLOAD_LIMITS = {"/desk/imports/": LARGEST_LIST}
FILE_UPLOAD_HANDLERS = [
    "jolserik.site.uploads.Limited",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "jolserik.site.uploads.OntoDisk",
]

# --- languages and time
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("kk", "Қазақша"), ("en", "English")]
LOCALE_PATHS = [HOUSE / "site" / "locale"]
LANGUAGE_COOKIE_NAME = "jol_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
THEME_COOKIE_NAME = "jol_theme"
THEMES = ("device", "light", "dark")
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Almaty"
USE_THOUSAND_SEPARATOR = False

# --- files
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [HOUSE / "site" / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "jolserik.site.fonts.RobotoFinder",
]
WHITENOISE_USE_FINDERS = DEBUG or TESTING
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG or TESTING
            else "jolserik.site.storage.NamedByContent"
        )
    },
}

# --- letters
DEFAULT_FROM_EMAIL = os.environ.get("JOLSERIK_FROM", "jolserik@localhost")
if os.environ.get("EMAIL_URL"):
    _mail = urlsplit(os.environ["EMAIL_URL"])
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
        unquote(_mail.username or ""),
        unquote(_mail.password or ""),
    )
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.scheme == "smtp+tls", _mail.scheme == "smtps"
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# --- logs: one JSON object a line, events without personal data
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "jolserik.site.logs.JsonLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {
        "jolserik": {"level": "INFO"},
        # Django's own line would name the address with its query; ours names the route.
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "WARNING"},
    },
}
TEST_RUNNER = "django.test.runner.DiscoverRunner"
