"""An answer: its sentences with citations, and the practices that they cite. These models are the JSON contract."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.follow_ups import Wish
from assistant.shown import ShownPractice

Reason = Literal["no_match", "out_of_scope", "filters_too_narrow"]


class Part(BaseModel):
    """Base of all parts of an answer: what stands in them is fixed once it is made."""

    model_config = ConfigDict(frozen=True)


class AnswerSentence(Part):
    """One sentence of an answer."""

    text: str = Field(description="A fixed phrase, or a sentence that stands word for word in the practices it cites.")
    citations: list[int] = Field(description="Numbers of the practices it is taken from; empty for a fixed phrase.")
    section: str | None = Field(
        None,
        description="Where one practice is told about: code of the section, always in English, that it is taken from.",
    )


class CitedPassage(Part):
    """The passage of a practice that fits the question best."""

    section: str = Field(description="Code of the record's section, or 'summary'.")
    text: str
    language: str


class CitedSource(Part):
    """Where a practice's facts were read."""

    title: str
    url: str
    publisher: str
    published: int | None = None


class CitedPractice(ShownPractice):
    """A practice in an answer."""

    number: int = Field(description="The number by which sentences cite it, counted from 1.")
    passage: CitedPassage
    score: float = Field(description="How well it fits the question; comparable within one answer only.")
    sources: list[CitedSource]


class UnderstoodPlace(Part):
    """A place named in the question."""

    text: str = Field(description="The words of the question that name it. Send them as `ignore` to take it off.")
    label: str
    countries: list[str]
    city: str | None = None


class Understood(Part):
    """What was drawn from the words of the question: places narrow the search; people named are only noticed."""

    language: str = Field("en", description="Language that the question was asked in, ISO 639-1.")
    countries: list[str] = Field(default_factory=list)
    regions: list[str] = Field(default_factory=list)
    cities: list[str] = Field(default_factory=list)
    themes: list[str] = Field(default_factory=list)
    audiences: list[str] = Field(default_factory=list)
    sdgs: list[str] = Field(default_factory=list)
    places: list[UnderstoodPlace] = Field(default_factory=list)
    follows: str | None = Field(None, description="The earlier question that this one was read together with.")
    about: str | None = Field(None, description="Id of the practice, of those shown before, that was asked about.")
    wish: Wish | None = Field(None, description="What was wished of the practices that fit the earlier question.")
    standing: bool = Field(False, description="Whether the filters that the asker always narrows to counted.")


class Answer(Part):
    """What `Assistant.ask` gives."""

    question: str
    language: str = Field(description="Language of the answer's fixed phrases.")
    answered: bool
    reason: Reason | None = Field(None, description="Why there is no answer.")
    note: str | None = Field(
        None,
        description="What is said in place of the reason, in the answer's language: no question was asked in vain, but "
        "there is nothing that a follow-up could mean. The practices, if any, are those it could have meant.",
    )
    answer: list[AnswerSentence]
    practices: list[CitedPractice] = Field(description="The practices cited; without an answer the nearest, or none.")
    understood: Understood
    suggestions: list[str] = Field(description="Questions that the corpus can answer.")
    confidence: float = Field(description="Estimated probability that the corpus answers the question.")
    conversation: str = Field(description="Send it with the next question to ask a follow-up.")
    snapshot: str
    took_ms: float


class FilterRequest(BaseModel):
    """Filters that an asker has chosen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    countries: Annotated[list[str], Field(max_length=300)] = []
    regions: Annotated[list[str], Field(max_length=20)] = []
    cities: Annotated[list[str], Field(max_length=300)] = []
    themes: Annotated[list[str], Field(max_length=50)] = []
    audiences: Annotated[list[str], Field(max_length=50)] = []
    sdgs: Annotated[list[str | int], Field(max_length=20)] = []
