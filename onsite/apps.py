from django.apps import AppConfig


class OnsiteConfig(AppConfig):
    name = "onsite"
    verbose_name = "Classes"

    def ready(self) -> None:
        from onsite.content import content_today
        from records.live import register

        register("onsite.classsession", content_today)
