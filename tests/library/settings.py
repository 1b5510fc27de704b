"""Settings of an installation that has the kernel and the library, and nothing else: no shell, no module."""

import copy
import os

from unionhall.site import settings as site

SECRET_KEY = site.SECRET_KEY
IDENTITY_KEY = site.IDENTITY_KEY
FILES_ROOT = site.HOME / "library-files"
DATABASES = copy.deepcopy(site.DATABASES)
# Its own database: these tests run while the others do.
if os.environ.get("UNIONHALL_DATABASE_URL"):
    DATABASES["default"]["TEST"] = {"NAME": "test_library"}
    DATABASES["default"]["CONN_MAX_AGE"] = 0
else:
    DATABASES["default"]["TEST"] = {"NAME": str(site.HOME / "library-test.sqlite3")}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    *[f"unionhall.kernel.{room}" for room in site.KERNEL],
    "tests.library",
]
AUTH_USER_MODEL = "access.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DEFAULT_AUTO_FIELD = site.DEFAULT_AUTO_FIELD
LANGUAGE_CODE = site.LANGUAGE_CODE
TIME_ZONE = site.TIME_ZONE
USE_TZ = True
