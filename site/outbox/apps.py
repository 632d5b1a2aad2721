from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"

    def ready(self) -> None:
        # Makes the lookup known.
        from outbox import same_address  # noqa: F401
