"""Why somebody is not let in.

AccessError                 somebody is not let in
 ├── NotSignedInError       nobody is signed in
 ├── NotAllowedError        somebody is, who may not do this
 └── FormRefusedError       somebody is, but the request does not come from a form of theirs
"""

from corpus.catalogue.staff import Signed


class AccessError(Exception):
    """Somebody is not let in."""


class NotSignedInError(AccessError):
    """Nobody is signed in, or not any more."""


class NotAllowedError(AccessError):
    """Somebody is signed in who may not do this.

    Args:
        signed: Who.
    """

    def __init__(self, signed: Signed) -> None:
        super().__init__("This is for publishers.")
        self.signed = signed


class FormRefusedError(AccessError):
    """A request that changes something does not come from a form of the session.

    Args:
        signed: In whose name it came.
    """

    def __init__(self, signed: Signed) -> None:
        super().__init__("The form does not belong to this session.")
        self.signed = signed
