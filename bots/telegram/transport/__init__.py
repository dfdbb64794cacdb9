"""Between Telegram and the handlers: updates come in once and in order, messages go out once and in pace."""

import os

# The library's times are `timedelta`, as they will be in its next major version; until then it warns of the others.
os.environ.setdefault("PTB_TIMEDELTA", "true")
