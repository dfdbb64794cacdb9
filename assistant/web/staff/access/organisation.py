"""What the settings let people do who sign in with their organisation's account."""

from assistant.settings import Settings
from corpus.catalogue.staff import Role


def role_of(settings: Settings, email: str) -> Role | None:
    """What the owner of an e-mail address may; None if nothing: nobody gets in who is not named.

    Args:
        settings: They name addresses, and domains as `@city.example`.
        email: An address that the provider has verified.
    """
    address = email.strip().casefold()
    local, at, domain = address.rpartition("@")
    if not (local and at and domain):
        return None
    fitting = {address, f"@{domain}"}
    if fitting & {entry.casefold() for entry in settings.oidc_publishers}:
        return "publisher"
    if fitting & {entry.casefold() for entry in settings.oidc_editors}:
        return "editor"
    return None
