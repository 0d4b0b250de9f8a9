from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "dadkhah.web"
    label = "web"

    def ready(self) -> None:
        from dadkhah.web import signals

        signals.register()
