"""Django's templates and languages without an archive: for reports on plain files."""

from __future__ import annotations

from pathlib import Path

ROOM = Path(__file__).parent


def ready() -> None:
    """Does nothing where Django works on an archive already."""
    import django
    from django.conf import settings

    if settings.configured:
        return
    settings.configure(
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [ROOM / "templates"],
                "OPTIONS": {
                    "builtins": ["dadkhah.web.templatetags.dadkhah"],
                    "libraries": {"linkage": "dadkhah.web.templatetags.linkage"},
                },
            },
        ],
        LANGUAGES=[("en", "English"), ("fa", "فارسی")],
        LANGUAGE_CODE="en",
        LOCALE_PATHS=[ROOM / "locale"],
        USE_I18N=True,
    )
    django.setup()
