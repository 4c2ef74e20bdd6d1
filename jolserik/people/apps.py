from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "jolserik.people"
    label = "people"

    def ready(self) -> None:
        # Signals are allauth's own way of telling this; it offers no other hook.
        from allauth.mfa import signals

        from jolserik.people.adapter import tell_second_factor

        told = {
            "second_factor_added": signals.authenticator_added,
            "second_factor_removed": signals.authenticator_removed,
            "recovery_codes_renewed": signals.authenticator_reset,
        }
        for event, signal in told.items():
            signal.connect(
                tell_second_factor(event), weak=False, dispatch_uid=f"jolserik.people.{event}"
            )
