from django.apps import AppConfig


class OnsiteConfig(AppConfig):
    name = "onsite"
    verbose_name = "Classes"

    def ready(self) -> None:
        from onsite.classes.content import classes_today
        from onsite.models import ClassSession
        from records.signables import Signable, register

        register(Signable(ClassSession, "company_id", classes_today))
