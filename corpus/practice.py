"""A practice: one concrete thing that a city did, as a typed model of the record format."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from corpus import markdown
from corpus.countries import is_country
from corpus.faults import Fault, RecordError
from corpus.sentences import split_sentences
from corpus.vocabulary import LANGUAGES, vocabulary

SECTIONS: Final = {
    "challenge": "Challenge",
    "what-was-done": "What was done",
    "results": "Results",
    "adapting-it": "Adapting it",
}
"""Code and heading of a record's sections, in their order."""

MAX_SUMMARY_WORDS: Final = 60
MAX_LABELS: Final = 4
MIN_SENTENCES_DONE: Final = 3

Language = Literal["en", "fr", "es", "ar", "zh", "ru", "pt"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Year = Annotated[int, Field(ge=1000, le=2100)]


def _one_of(kind: str) -> AfterValidator:
    def check(value: Any) -> Any:
        allowed = getattr(vocabulary(), kind)
        if str(value) not in allowed:
            raise PydanticCustomError(
                "not_in_vocabulary",
                "'{value}' is not in the vocabulary of {kind}",
                {"value": str(value), "kind": kind, "allowed": ", ".join(allowed)},
            )
        return value

    return AfterValidator(check)


def _is_country(code: str) -> str:
    if not is_country(code):
        raise _wrong(f"'{code}' is no country code", "ISO 3166-1 alpha-2, such as IE or ZA")
    return code


def _wrong(problem: str, allowed: str = "") -> PydanticCustomError:
    return PydanticCustomError("wrong", "{problem}", {"problem": problem, "allowed": allowed})


def _is_web_address(url: str) -> str:
    parsed = HttpUrl(url)
    if parsed.username or parsed.password or not url.isprintable() or any(mark in url for mark in ' "<>'):
        raise _wrong("the address holds what no address of a page needs", "http:// or https://, no spaces or quotes")
    return url


def _no_repeats(values: list[Any]) -> list[Any]:
    repeated = sorted({str(value) for value in values if values.count(value) > 1})
    if repeated:
        raise PydanticCustomError("repeated", "{what} is named twice", {"what": ", ".join(repeated)})
    return values


class Record(BaseModel):
    """Base of all parts of a record: immutable, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Record):
    """Where a record's facts were read."""

    url: Annotated[str, AfterValidator(_is_web_address)]
    title: Line
    publisher: Line
    published: Year | None = None


class Translation(Record):
    """Title and summary in one language."""

    title: Line
    summary: Text


class AskedQuestion(Record):
    """A question to which the practice is the answer, in the words of a person who asks."""

    language: Language
    text: Line


class Section(Record):
    """One section of the body: its code in `SECTIONS` and its text."""

    code: Literal["challenge", "what-was-done", "results", "adapting-it"]
    text: Text

    @property
    def heading(self) -> str:
        """The heading as it stands in the record."""
        return SECTIONS[self.code]


Theme = Annotated[str, _one_of("themes")]
Audience = Annotated[str, _one_of("audiences")]
Goal = Annotated[int, _one_of("sdgs")]
Labels = AfterValidator(_no_repeats)


class Practice(Record):
    """One practice of one city, with its sources.

    Every field follows the record format; see `Practice.parse` for reading one from its Markdown file.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z0-9]+)+$", max_length=120)]
    title: Line
    city: Line
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), AfterValidator(_is_country)]
    region: Annotated[str, _one_of("regions")]
    start: Year | None
    end: Year | None
    themes: Annotated[list[Theme], Field(min_length=1, max_length=MAX_LABELS), Labels]
    audiences: Annotated[list[Audience], Field(min_length=1, max_length=MAX_LABELS), Labels]
    sdgs: Annotated[list[Goal], Labels]
    summary: Text
    translations: dict[Language, Translation] = Field(default_factory=dict)
    sources: Annotated[list[Source], Field(min_length=1)]
    questions: list[AskedQuestion] = Field(default_factory=list)
    checked: datetime.date
    sections: Annotated[list[Section], Field(min_length=1)]

    @field_validator("country")
    @classmethod
    def _id_begins_with_country(cls, country: str, info: ValidationInfo) -> str:
        identifier = str(info.data.get("id", country.lower() + "-"))
        if not identifier.startswith(country.lower() + "-"):
            raise _wrong("the id does not begin with the country's code", f"{country.lower()}-…")
        return country

    @field_validator("end")
    @classmethod
    def _ends_after_start(cls, end: int | None, info: ValidationInfo) -> int | None:
        start = info.data.get("start")
        if start and end and end < start:
            raise _wrong("it ends before it starts", f"{start} or later")
        return end

    @field_validator("summary")
    @classmethod
    def _summary_is_short(cls, summary: str) -> str:
        words = len(summary.split())
        if words > MAX_SUMMARY_WORDS:
            raise _wrong(f"the summary has {words} words", f"at most {MAX_SUMMARY_WORDS}")
        return summary

    @field_validator("sections")
    @classmethod
    def _says_what_was_done(cls, sections: list[Section]) -> list[Section]:
        codes = [section.code for section in sections]
        if len(set(codes)) < len(codes):
            raise _wrong("a section stands twice")
        done = next((section for section in sections if section.code == "what-was-done"), None)
        if done is None:
            raise _wrong("the section 'What was done' is missing")
        if len(split_sentences(done.text)) < MIN_SENTENCES_DONE:
            raise _wrong("the section 'What was done' is too short", f"at least {MIN_SENTENCES_DONE} sentences")
        return sections

    @classmethod
    def parse(cls, text: str, file: str = "record") -> Self:
        """Read a practice from the text of its Markdown file.

        Args:
            text: The whole file: YAML front matter between `---` lines, then the sections.
            file: Name used in faults; a path's stem must equal the id if it ends in `.md`.

        Returns:
            The practice.

        Raises:
            RecordError: The text is not a well-formed record; every fault is named with file, line and field.
        """
        raw = markdown.read(text, file)
        faults = list(raw.faults)
        if faults and not raw.data:
            raise RecordError(faults)  # what could not be read lacks nothing
        stem = file.rpartition("/")[2].removesuffix(".md")
        if file.endswith(".md") and raw.data.get("id") not in (None, stem):
            faults.append(raw.fault(("id",), "the id is not the file's name", stem))
        try:
            practice = cls.model_validate(raw.data)
        except ValidationError as error:
            faults.extend(_faults_of(error, raw))
        if faults:
            raise RecordError(sorted(faults, key=lambda fault: fault.line or 0))
        return practice

    def render(self) -> str:
        """Write the practice as the text of its Markdown file; `parse` of it gives the same practice."""
        data = self.model_dump(exclude={"sections"})
        if not self.questions:
            del data["questions"]
        return markdown.write(data, [(SECTIONS[section.code], section.text) for section in self.sections])

    def section(self, code: str) -> Section | None:
        """The section with this code, or None where the record has none."""
        return next((section for section in self.sections if section.code == code), None)

    def title_in(self, language: str) -> str:
        """The title in a language, in English where it was not translated."""
        translation = self._translations_by_code().get(language)
        return translation.title if translation else self.title

    def summary_in(self, language: str) -> str:
        """The summary in a language, in English where it was not translated."""
        translation = self._translations_by_code().get(language)
        return translation.summary if translation else self.summary

    def languages(self) -> list[str]:
        """Languages in which title and summary exist, English first."""
        return ["en", *(code for code in LANGUAGES if code in self._translations_by_code())]

    def _translations_by_code(self) -> Mapping[str, Translation]:
        return cast(Mapping[str, Translation], self.translations)  # asked for any language, it has some


def _faults_of(error: ValidationError, raw: markdown.RawRecord) -> list[Fault]:
    faults = []
    for detail in error.errors(include_url=False):
        context = detail.get("ctx", {})
        allowed = str(context.get("allowed") or context.get("expected") or "")
        problem = {
            "missing": "is missing",
            "extra_forbidden": "is no field of the format",
        }.get(detail["type"], detail["msg"])
        faults.append(raw.fault(detail["loc"], problem, allowed))
    return faults
