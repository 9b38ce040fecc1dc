"""The managers' product: an app without models, for its templates and static files."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "office"
