"""Settings, read from the environment (and from a `.env` file next to manage.py).

`DOWNWIND_ENV` is `development` by default: the server accepts local connections only and stores a secret key in `var/`.
With `production` it starts only if everything a public server needs is set.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured

from config.databases import build_databases
from config.environment import build_cache_settings, read_environment
from config.logs import build_logging
from config.mail import build_mail_settings, get_sender
from config.openapi import SPECTACULAR_SETTINGS  # noqa: F401  the API document
from config.private_hosts import parse_private_hosts
from config.records_keys import parse_records_keys
from config.secret_key import load_secret_key
from config.unfold import UNFOLD  # noqa: F401  the appearance of the admin
from config.uploads import build_backup_storage, build_upload_storage
from core.addresses.app import APP_PATH
from core.units import MEBIBYTE, SECONDS_PER_HOUR
from webapp.static_files import IMMUTABLE, add_file_headers

django_stubs_ext.monkeypatch()  # makes Django's generic classes subscriptable: `ModelForm[User]`, `ModelAdmin[User]`

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
(VAR_DIR / "static").mkdir(parents=True, exist_ok=True)

env = read_environment(BASE_DIR)

ENVIRONMENT = env.str("DOWNWIND_ENV", "development")
if ENVIRONMENT not in {"development", "production"}:
    raise ImproperlyConfigured(f"DOWNWIND_ENV is {ENVIRONMENT!r}; it can be 'development' or 'production'.")
IS_PRODUCTION = ENVIRONMENT == "production"

DEBUG = False
SECRET_KEY = load_secret_key(env.str("SECRET_KEY", ""), VAR_DIR, is_production=IS_PRODUCTION)
# Previous keys, for as long as what they signed (admin sessions, 12 hours) should stay valid.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
# Keys that seal the ledger, newest first: `2026a=…,2025=…`. Keep old ones: without them, their events are unverifiable.
RECORDS_KEYS = parse_records_keys(env.str("RECORDS_KEYS", ""), default=None if IS_PRODUCTION else SECRET_KEY)
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The public base URL, `https://training.school.example`, for printed documents, links in mails and single sign-on.
PUBLIC_URL = env.get_base_url("PUBLIC_URL")
# The base URL of the web client, to which mails, account pages and single sign-on lead: the app of this server, unless
# it is another one. Empty without a PUBLIC_URL; then mails have no button, and pages link to the app by its path.
CLIENT_URL = env.get_base_url("CLIENT_URL") or (PUBLIC_URL and urljoin(PUBLIC_URL, APP_PATH))
# Names, IP addresses and networks off the public internet to which the server may still send webhooks and logins.
ALLOWED_PRIVATE_HOSTS = parse_private_hosts(env.list("ALLOWED_PRIVATE_HOSTS", default=[]))
# The number of proxies that add to X-Forwarded-For. With 0 the header is ignored, because any client can send it.
TRUSTED_PROXIES = env.get_number("TRUSTED_PROXIES", 0)

INSTALLED_APPS = [
    "unfold",  # before the admin, whose templates it overrides
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "corsheaders",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "accounts",
    "mail",
    "records",
    "locations",
    "instructors",
    "trainings",
    "onsite",
    "exams",
    "missions",
    "hours",
    "dossiers",
    "evidence",
    "inspections",
    "revisions",
    "webhooks",
    "retention",
    "office",
    "webapp",
    "operations",
    "demo",
]

# The bearer token for `/metrics`; if empty, there are no metrics.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")

DATABASES = build_databases(env, default=f"sqlite:///{VAR_DIR / 'downwind.sqlite3'}")
HAS_REPLICA = "replica" in DATABASES
DATABASE_ROUTERS = ["core.replica.router.ReplicaRouter"] if HAS_REPLICA else []
# By how many seconds the standby may be behind of which reports, exports and the overview are read.
REPLICA_MAX_LAG = env.get_number("REPLICA_MAX_LAG", 5, at_least=2)

# The order matters; comments say why where it is not Django's own.
MIDDLEWARE = [
    "operations.health.HealthChecks",  # probes send no valid host and no TLS
    "api.paths.PathMiddleware",  # rewrites paths, by which the request log recognises secret ones
    "operations.request_log.RequestLog",
    *(["operations.metrics.Metrics"] if METRICS_TOKEN else []),
    *(["core.replica.writers.WriterMiddleware"] if HAS_REPLICA else []),  # within the request log
    "core.files.storage.UploadCleanupMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "office.base.security_policy.AdminPolicy",
    "webapp.compression.AppCompression",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "api.middleware.languages.LanguageMiddleware",  # around everything that responds in words
    "api.middleware.rate_limits.RateLimitMiddleware",
    "api.middleware.etags.ETagMiddleware",
    "api.middleware.idempotency.IdempotencyMiddleware",
    "api.middleware.pages.Sessions",  # Django's, which the API passes by, as it does two others below
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "api.middleware.pages.SessionUsers",  # reads the session
    "office.base.managers.ManagerLocale",  # knows the user
    "api.middleware.pages.Messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "api.middleware.outages.OutageMiddleware",  # inside of those that know the language
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "office" / "templates"],  # before unfold's
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES: dict[str, Any] = {"default": build_cache_settings(env, default="locmemcache://")}

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["accounts.sign_in.hashers.BoundedArgon2"]
# For each process; a hash takes 19 MiB and some hundredths of a second (accounts/sign_in/hashers.py).
PASSWORD_HASHES_AT_ONCE = env.get_number("PASSWORD_HASHES_AT_ONCE", 1, at_least=1)
PASSWORD_HASH_QUEUE = env.get_number("PASSWORD_HASH_QUEUE", 7)
PASSWORD_HASH_WAIT = timedelta(seconds=2)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.AddressSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["accounts.authentication.PasswordBackend"]
CSRF_FAILURE_VIEW = "accounts.pages.views.reject_forged_form"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# Without a mail server, a production server queues no mail, and people get their passwords from a manager.
mail = build_mail_settings(env, folder=VAR_DIR / "mail", is_production=IS_PRODUCTION)
EMAIL_BACKEND: str = mail["EMAIL_BACKEND"]
EMAIL_HOST: str = mail["EMAIL_HOST"]
EMAIL_PORT: int = mail["EMAIL_PORT"]
EMAIL_HOST_USER: str = mail["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD: str = mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS: bool = mail["EMAIL_USE_TLS"]
EMAIL_USE_SSL: bool = mail["EMAIL_USE_SSL"]
EMAIL_FILE_PATH: str = mail["EMAIL_FILE_PATH"]
EMAIL_TIMEOUT = 30
MAIL_ENABLED = bool(mail["EMAIL_HOST"] or mail["EMAIL_FILE_PATH"])
DEFAULT_FROM_EMAIL = get_sender(env, PUBLIC_URL, is_required=MAIL_ENABLED and IS_PRODUCTION)
# Mails that each worker sends within a minute; those that somebody waits for count, but do not wait. 0: no limit.
MAIL_PER_MINUTE = env.get_number("MAIL_PER_MINUTE", 600)
# What workers write down besides the database: the journal of mails sent, and a heartbeat.
QUEUE_DIR = Path(env.str("QUEUE_DIR", str(VAR_DIR / "queue")))

LANGUAGE_CODE = "en"
# The languages of the admin, the API's texts, the account pages and mails; each has catalogs in the `locale` folders.
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("es", "Español"), ("fr", "Français")]
# Before those of apps, which Django finds itself.
LOCALE_PATHS = [BASE_DIR / "api" / "locale", BASE_DIR / "core" / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "office" / "static", ("app", BASE_DIR / "webapp" / "build")]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
STORAGES = {
    "default": build_upload_storage(env),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
    **build_backup_storage(env),
}
# Public keys for which `backup` encrypts, those of age or SSH; without any, backups are plain.
BACKUP_RECIPIENTS: list[str] = env.list("BACKUP_RECIPIENTS", default=[])
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(VAR_DIR / "media")))
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
WHITENOISE_IMMUTABLE_FILE_TEST = IMMUTABLE
WHITENOISE_ADD_HEADERS_FUNCTION = add_file_headers

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.authentication.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["api.renderers.JsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.JsonParser", "api.parsers.UrlencodedParser", "api.parsers.MultipartParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "api.renderers.AlwaysJson",
    "EXCEPTION_HANDLER": "api.errors.exception_handler",
    "DEFAULT_METADATA_CLASS": None,
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": False,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "DEFAULT_SCHEMA_CLASS": "api.openapi.schema.ApiSchema",
    # There is one version, without a name; drf-spectacular writes any other one of a query string into its response.
    "ALLOWED_VERSIONS": [""],
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * MEBIBYTE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# How many threads of a process may wait for the ledger of one school. 0: any number; the web server lets half of its
# threads (config/gunicorn.py).
LEDGER_WAITERS = env.get_number("LEDGER_WAITERS", 0)

SESSION_TOKEN_LIFETIME = timedelta(days=14)
# Wrong passwords within GUESS_WINDOW, before login attempts are slowed down: a few for each account and signature;
# for each IP address enough for a classroom behind one router.
GUESS_WINDOW = timedelta(minutes=15)
GUESSES_PER_ACCOUNT = env.get_number("GUESSES_PER_ACCOUNT", 5, at_least=1)
GUESSES_PER_ADDRESS = env.get_number("GUESSES_PER_ADDRESS", 50, at_least=1)

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "accounts.sign_in.admin_sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * SECONDS_PER_HOUR
if IS_PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
    SECURE_HSTS_SECONDS = env.get_number("SECURE_HSTS_SECONDS", 31_536_000)
    # These concern the whole domain, so only its owner can decide; Django's warnings about them are silenced.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", False)
    SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", False)
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# Web clients on other origins: `https://app.school.example`. Never for the admin, which authenticates by cookie.
CORS_ALLOWED_ORIGINS: list[str] = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_URLS_REGEX = r"^/(?!admin/)"
CORS_ALLOW_METHODS = ["GET", "HEAD", "POST"]
CORS_ALLOW_HEADERS = [
    "authorization", "content-type", "idempotency-key", "if-none-match", "x-request-id", "device-token",
]  # fmt: skip
CORS_EXPOSE_HEADERS = [
    "Content-Disposition", "Device-Token", "ETag", "Idempotency-Replayed", "Pagination-Count", "Pagination-Limit",
    "Pagination-Page", "Pagination-Page-Count", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset",
    "Retry-After", "X-Request-ID",
]  # fmt: skip

# For each token, or each IP address without one; needs a CACHE_URL that all processes share. 0: no limit.
REQUESTS_PER_MINUTE = env.get_number("REQUESTS_PER_MINUTE", 0)

LOG_FORMAT = env.str("LOG_FORMAT", "json" if IS_PRODUCTION else "plain")
if LOG_FORMAT not in {"json", "plain"}:
    raise ImproperlyConfigured(f"LOG_FORMAT is {LOG_FORMAT!r}; it can be 'json' or 'plain'.")
LOGGING: dict[str, Any] = build_logging(LOG_FORMAT, requests=env.bool("LOG_REQUESTS", IS_PRODUCTION))
