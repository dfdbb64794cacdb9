"""What the pages of sources say: kinds, states, and why something failed, in the visitor's language."""

import datetime
import re
from typing import Final

from babel.dates import format_timedelta

from assistant.wording import Wording
from corpus.catalogue import Source

_NOW: Final = datetime.timedelta(minutes=1)


def kind_name(source: Source, wording: Wording) -> str:
    """What kind of source it is."""
    return {
        "page": wording("Web page"),
        "sitemap": wording("Site map: a list of pages"),
        "feed": wording("Feed: a list of news"),
        "file": wording("File of this computer"),
        "folder": wording("Folder of this computer"),
        "upload": wording("Uploaded file"),
        "text": wording("Pasted text"),
    }[source.kind]


def ago(moment: datetime.datetime, wording: Wording) -> str:
    """How long ago it was."""
    passed = moment - datetime.datetime.now(datetime.UTC)
    if abs(passed) < _NOW:
        return wording("just now")
    return str(format_timedelta(passed, add_direction=True, locale=wording.language))


def failure_told(failure: str, wording: Wording, *, named: bool = True) -> str:
    """Why something could not be fetched or read; as it was noted where there are no words for it.

    Args:
        failure: As it was noted.
        wording: The visitor's phrases.
        named: Whether to say of what it is told; not where its name stands beside it.
    """
    name, because = failure, failure
    if found := re.fullmatch(r"(.+?) could not be fetched: (.+)\.", failure, re.S):
        name, because = found[1], found[2]
    for pattern, told in _failures(wording).items():
        if matched := re.search(pattern, because):
            called = name if name is not failure else failure[: matched.start()].strip()
            return f"{called}: {told}" if called and named else told
    return failure


def held_told(held: str, wording: Wording) -> str:
    """Why what was found at a source waits for a person."""
    if found := re.search(r"^It yields nothing any more, and held (\d+) ", held):
        return wording.plural(
            "It gives nothing any more. Before, it had {count} document.",
            "It gives nothing any more. Before, it had {count} documents.",
            int(found[1]),
        )
    if found := re.search(r"^(\d+) of its (\d+) documents? are gone", held):
        return wording(
            "{gone} of its {total} documents are gone: more than a fifth.", gone=int(found[1]), total=int(found[2])
        )
    if found := re.search(r"^(\d+) of its (\d+) documents? now hold the same text", held):
        return wording(
            "{same} of its {total} documents now hold the same text. A notice may stand before every page.",
            same=int(found[1]),
            total=int(found[2]),
        )
    return held


def no_draft_told(reason: str, wording: Wording) -> str:
    """Why there is no draft of a document."""
    from corpus.drafting.emptiness import REASONS  # noqa: PLC0415

    code = next((code for code, sentence in REASONS.items() if sentence == reason), "")
    return {
        "empty": wording("There is hardly any text in it."),
        "cookies": wording("It holds a notice about cookies or a check for robots, and not the page behind it."),
        "error-page": wording("It says that the page is not there or cannot be shown."),
        "menu": wording("It is a list of links or headings, without sentences that tell what was done."),
        "legal": wording("It reads like a legal text: rules, and nothing that was done."),
        "portrait": wording("It describes a place, and nothing that was done for learning there."),
        "news": wording("It reads like news or opinion, and tells of nothing that a city set up."),
        "nothing-done": wording("No sentences in it tell what was done."),
    }.get(code, reason)


def _failures(wording: Wording) -> dict[str, str]:
    """What is noted of failures, and how it is said."""
    return {
        r"the site says that it is not there": wording("The site says that this page does not exist."),
        r"the site wants a password": wording("The site wants a password for this page."),
        r"the site does not give it out": wording("The site does not let us have this page."),
        r"the site answers with status": wording("The site has a fault at the moment. Try again later."),
        r"asks to come again|robots\.txt cannot be read": wording(
            "The site asks to be left alone for a while. Try again later."
        ),
        r"asks programs to stay away": wording("The site does not want programs to read this page."),
        r"there is no site of this name": wording("There is no site of this name. Is the address right?"),
        r"takes no connections|broke off|connection to the site failed|cannot be asked at the moment": (
            wording("The site does not answer. Try again later.")
        ),
        r"takes too long": wording("The site takes too long to answer. Try again later."),
        r"cannot prove that it is": wording("The site cannot prove that it is the one it says it is."),
        r"from where nothing may be fetched": wording("The address leads into a private network."),
        r"redirects": wording("The address leads on and on, and nowhere in the end."),
        r"it is no text": wording("This is a picture, a film or a sound, and no text."),
        r"it is larger than|unpacks to far more|packed in too many": wording("This is too large."),
        r"site sent is damaged|breaks off before its end|in place of it": wording(
            "What the site sent is damaged. Try again later."
        ),
        r"well-formed address|its host is|not an address|no web address|begin with http": wording(
            "This is no address of a web page. It looks like https://city.example/page."
        ),
        r"is protected by a password": wording("It is protected by a password. Save it without one, and add that."),
        r"is in the format of old Office": wording(
            "It is in an old format of Office. Save it as DOCX, PPTX or XLSX, and add that."
        ),
        r"have their text recognised \(OCR\)|recognised \(OCR\)": wording(
            "It holds pictures of text only, as a scan does. Have the text recognised (OCR), and add the result."
        ),
        r"holds nothing at all": wording("The file is empty. Was it saved as a whole?"),
        r"is damaged|broke the program|reading it broke": wording(
            "It is damaged. Open it in its program, save it anew, and add that."
        ),
        r"holds no text": wording("There is no text in it."),
        r"pages, and \d+ are read at most": wording("It has too many pages. Add only the pages that matter."),
        r"is too large|has more than \d+ MB|needs more memory": wording(
            "It is too large. Add only the part that matters."
        ),
        r"takes longer to read": wording("It takes too long to read. Add only the part that matters."),
        r"is called .+ but is": wording(
            "Its name ends in the wrong letters: it is another kind of file. Save it anew, and add that."
        ),
        r"which cannot be read: ": wording(
            "This kind of file cannot be read. Save it as PDF, DOCX or text, and add that."
        ),
        r"is no site map or feed any more": wording("It is no site map or feed any more."),
        r"names more than .* pages": wording("It names too many pages. Choose some of them by a pattern."),
        r"is spread over more than": wording("It is spread over too many files. Add those that you need."),
        r"^The (?:site map|feed) .* (?:is damaged|declares entities)": wording("The list of pages is damaged."),
        r"There is no folder|cannot be listed": wording("The folder is not there any more, or cannot be read."),
    }
