"""Settings. Everything that differs between installations comes from UNIONHALL_HOME and UNIONHALL_* variables."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

HOME = Path(os.environ.get("UNIONHALL_HOME", ".home")).absolute()
DEBUG = False
PACKAGE = Path(__file__).resolve().parent.parent


def _key(name: str) -> bytes:
    """A key of this installation, made on first use and readable by its owner only."""
    path = HOME / name
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_hex(32).encode())
    return path.read_bytes()


def _database() -> dict[str, Any]:
    """SQLite in the home folder, or what UNIONHALL_DATABASE_URL says: postgresql://user:password@host:port/name?host=/socket."""
    url = os.environ.get("UNIONHALL_DATABASE_URL", "")
    if not url:
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000;"
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "unionhall.sqlite3",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": pragmas, "timeout": 30},
            "TEST": {"NAME": os.environ.get("UNIONHALL_TEST_DATABASE", str(HOME / "test.sqlite3"))},
        }
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


SECRET_KEY = _key("secret.key").decode()
IDENTITY_KEY = _key("identity.key")
FILES_ROOT = HOME / "files"
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ALLOWED_HOSTS = os.environ.get("UNIONHALL_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("UNIONHALL_ORIGINS", "").split(",") if origin]
ADDRESS = os.environ.get("UNIONHALL_ADDRESS", "")  # where papers' links lead, such as https://union.example

KERNEL = "jobs limits orgs numbers people access files audit events links ledger actions flows papers".split()
MODULES = ("membership", "relief", "welfare", "suggestions", "activities", "competitions")
# The groups of the menu into which modules put their pages, in order, with an icon; those that none of these names come after them.
MENU = {"会员": "people", "服务关爱": "care", "民主管理": "voice", "建功文体": "merit"}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    *[f"unionhall.kernel.{room}" for room in KERNEL],
    "unionhall.shell",
    *[f"unionhall.modules.{module}" for module in MODULES],
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "unionhall.shell.pages.entrance.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "unionhall.shell.pages.entrance.refusals",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "unionhall.site.urls"
WSGI_APPLICATION = "unionhall.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "shell" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "unionhall.shell.pages.entrance.environment"},
    }
]

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "unionhall.shell.pages.signin.NameOrPhone"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "username"  # the word by which signin.sign_in hands the account over
AXES_LOCKOUT_CALLABLE = "unionhall.shell.pages.signin.locked_out"
AXES_VERBOSE = False
LOGIN_URL = "/sign-in/"
SESSION_COOKIE_AGE = int(os.environ.get("UNIONHALL_SESSION_SECONDS", "1800"))
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ADDRESS.startswith("https://")
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # locked by name: offices share one address, and slips open a locked account

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [PACKAGE / "shell" / "static"]
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "unionhall.site.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
