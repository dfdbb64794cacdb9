"""What is wrong with a password that somebody wants to choose, in their language."""

from assistant.office.passwords import LEAST, weakness
from assistant.wording import Wording
from corpus.catalogue.password_hash import MAX_PASSWORD


def fault_of_password(wording: Wording, password: str, again: str, name: str) -> str:
    """What is wrong with it; empty if nothing is.

    Args:
        wording: The phrases of their language.
        password: The password.
        again: The password once more.
        name: Whose it is to be.
    """
    match weakness(password, name):
        case "short":
            return wording("A password has at least {number} characters.", number=LEAST)
        case "long":
            return wording("A password has at most {number} characters.", number=MAX_PASSWORD)
        case "obvious":
            return wording(
                "This password is among the first that anybody would try. Four words that do not belong together are "
                "better, and easy to keep in mind."
            )
        case "name":
            return wording("The password must not be made of the name.")
    return "" if password == again else wording("The two passwords are not the same.")
