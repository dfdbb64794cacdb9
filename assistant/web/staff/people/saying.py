"""Says what the catalogue refused, in the visitor's language."""

from assistant.wording import Wording
from corpus.catalogue import CatalogueError
from corpus.catalogue.staff import ExternalAccountError, NameRefusedError, NameTakenError, UnknownNameError


def plainly(error: CatalogueError, name: str, wording: Wording) -> str:
    """What was refused.

    Args:
        error: What the catalogue raised.
        name: The name that was sent.
        wording: The phrases of the visitor's language.

    Raises:
        CatalogueError: It is none of those that a person can do something about.
    """
    match error:
        case NameRefusedError():
            return wording("A name is 1 to 60 letters, digits and the signs . - _ + @, without spaces.")
        case NameTakenError():
            return wording("The name {name} is taken already.", name=name)
        case UnknownNameError():
            return wording("There is nobody and nothing named {name} any more.", name=name[:80])
        case ExternalAccountError():
            return wording("{name} signs in with your organisation's account; the settings say what it may.", name=name)
    raise error
