"""How much may be uploaded, and where. No other module of ours is imported here: the whole application reads it."""

from collections.abc import Mapping
from typing import Final

MAX_FILE: Final = 20 * 2**20
"""Bytes of one file."""
MAX_FILES: Final = 20
"""Files of one request."""
MAX_REQUEST: Final = 100 * 2**20
"""Bytes of one request. Files wait on disk, not in memory, until they are read one after the other."""

FORM: Final = "/staff/sources/new"
API: Final = "/api/staff/uploads"
UPLOADS: Final[Mapping[str, int]] = {FORM: MAX_REQUEST, API: MAX_REQUEST}
"""Addresses that take files, with the bytes of a request. They know from whom it comes before they read its body."""
