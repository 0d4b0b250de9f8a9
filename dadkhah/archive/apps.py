from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "dadkhah.archive"
    label = "archive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dadkhah.archive import among, connection

        among.register()
        connection.register()
