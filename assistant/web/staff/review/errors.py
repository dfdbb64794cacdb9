"""Why the catalogue did not do what was asked, in words for people."""

import re

from assistant.wording import Wording


def error_told(error: Exception, wording: Wording) -> str:
    """Why the catalogue did not do what was asked, in the visitor's language as far as there are words for it."""
    said = str(error)
    told = (
        (r"Another change of (\S+) is approved and not published", wording(
            "Another change of this practice is approved and not published yet. Publish it first, or merge into it."
        )),
        (r"was changed since this was written", wording(
            "The practice was changed since this was written. Begin again from the practice as it is now."
        )),
        (r"There is a practice (\S+) already", wording(
            "There is a practice with this id already: treat the draft as an update of it."
        )),
        (r"The catalogue holds no practice", wording("There is no such practice any more.")),
        (r"is just like this already", wording("Nothing is different from what is published.")),
        (r"There is no draft|There never was", wording("There is no such draft.")),
        (r"is published already: change the practice", wording(
            "What was merged is published already: change the practice instead."
        )),
        (r"This came of draft (\d+)", wording("This came of another draft that was merged: reopen that one.")),
        (r"Draft \d+ is (waiting|approved|rejected|merged|published)", wording(
            "The draft is decided already: open it again first."
        )),
        (r"is no whole practice yet: (.*)", wording(
            "The result would lack something: see to these fields in the draft first."
        )),
        (r"A draft has at most", wording("The draft is too long altogether: make some texts shorter.")),
        (r"is busy", wording("Somebody else is saving just now. Please try again in a moment.")),
        (r"disk is full", wording("Nothing can be saved: the disk is full. Tell whoever runs this site.")),
    )  # fmt: skip
    return next((words for pattern, words in told if re.search(pattern, said)), said)
