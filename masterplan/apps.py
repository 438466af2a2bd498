from django.apps import AppConfig


class MasterplanConfig(AppConfig):
    name = "masterplan"
    verbose_name = "Buku rencana"
