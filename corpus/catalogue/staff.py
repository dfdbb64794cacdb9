"""Staff: who may change what is published, from where they are signed in, and which scripts may."""

from corpus.catalogue.staff_accounts import INVITED, StaffAccounts
from corpus.catalogue.staff_attempts import wait_after
from corpus.catalogue.staff_entries import (
    ROLES,
    Account,
    ApiKey,
    ExternalAccountError,
    NameRefusedError,
    NameTakenError,
    OpenSession,
    Role,
    Signed,
    SignInRefused,
    UnknownNameError,
)
from corpus.catalogue.staff_keys import StaffKeys
from corpus.catalogue.staff_sessions import IDLE, LONGEST, StaffSessions

__all__ = [
    "IDLE",
    "INVITED",
    "LONGEST",
    "ROLES",
    "Account",
    "ApiKey",
    "ExternalAccountError",
    "NameRefusedError",
    "NameTakenError",
    "OpenSession",
    "Role",
    "SignInRefused",
    "Signed",
    "Staff",
    "UnknownNameError",
    "wait_after",
]


class Staff(StaffAccounts, StaffSessions, StaffKeys):
    """Accounts, sessions and keys of staff.

    Every method is one transaction, but for `check`, which computes between several; every change is put into the
    audit log. Each raises `CatalogueError` where the database fails.
    """
