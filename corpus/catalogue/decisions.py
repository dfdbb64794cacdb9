"""Turns a draft into the practice that it is to become, where a person decides so."""

import datetime
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus.catalogue import records
from corpus.catalogue.errors import CatalogueError
from corpus.catalogue.source_tables import DraftRow
from corpus.catalogue.tables import PracticeRow
from corpus.practice import SECTIONS, Practice

_TRANSLATED: Final = ("title", "summary")


def standing(session: Session, practice_id: str) -> Practice | None:
    """A practice as it is, or as it is to be where an update of it is approved already; None where there is none.

    Args:
        session: The transaction.
        practice_id: The practice; one that is withdrawn does not stand.
    """
    pending = _pending(session, practice_id)
    if pending is not None:
        return Practice.model_validate(pending.record)
    row = session.get(PracticeRow, practice_id)
    return None if row is None or row.withdrawn_at is not None else records.load(practice_id, row.record)


def base_of(practice: Practice) -> str:
    """What a practice is recognised by, when it is asked later whether it is still the same."""
    return records.digest(records.dump(practice))


@dataclass(frozen=True, slots=True)
class Whole:
    """What a draft becomes.

    Args:
        practice: The practice.
        base: What the one is recognised by that it updates; None where it updates none.
        note: What a reviewer has to know of it, as a sentence; or empty.
    """

    practice: Practice
    base: str | None = None
    note: str = ""


def whole(session: Session, row: DraftRow, practice_id: str | None) -> Whole:
    """The practice that a draft becomes.

    Args:
        session: A transaction that keeps other writers out.
        row: The draft.
        practice_id: The practice that it updates, or None for a new one.

    Raises:
        CatalogueError: It lacks something (all of that is named), the practice is not there or has changed since the
            draft was begun, or the id is taken.
    """
    if practice_id is None:
        return Whole(_new(session, row))
    before = standing(session, practice_id)
    if before is None:
        raise CatalogueError(f"The catalogue holds no practice {practice_id}: approve the draft as a new one.")
    if row.base is not None:
        if base_of(before) != row.base:
            raise CatalogueError(f"The practice {practice_id} was changed since this was written: begin with it anew.")
        return Whole(finished(row.record, practice_id), row.base)
    if _pending(session, practice_id) is not None:
        raise CatalogueError(
            f"Another change of {practice_id} is approved and not published yet: publish it first, or merge into it."
        )
    return _updated(before, laid_over(before, row.record))


def merged(session: Session, row: DraftRow, practice_id: str, fields: Sequence[str], publisher: str) -> Whole:
    """A practice with some fields of a draft taken into it, and the draft's sources added.

    Raises:
        CatalogueError: The practice is not there, the draft has no such field, or the result is no whole practice.
    """
    before = standing(session, practice_id)
    if before is None:
        raise CatalogueError(f"The catalogue holds no practice {practice_id}.")
    record = dict(row.record)
    if not record.get("sources") and row.address.startswith(("http://", "https://")):
        title = str(record.get("title") or row.source_name or row.address)
        record["sources"] = [{"url": row.address, "title": title, "publisher": publisher or row.source_name or title}]
    return _updated(before, laid_over(before, record, fields))


def _updated(before: Practice, record: Mapping[str, Any]) -> Whole:
    practice = finished(record, before.id)
    lost = [code for code in before.languages() if code not in practice.languages()]
    note = f"Title or summary say something else now; their translations were left out: {', '.join(lost)}."
    return Whole(practice, base_of(before), note if lost else "")


def laid_over(practice: Practice, record: Mapping[str, Any], fields: Sequence[str] | None = None) -> dict[str, Any]:
    """The fields of a practice with those of a draft laid over them: what the draft does not say stays.

    Args:
        practice: As it stands.
        record: The draft.
        fields: Which fields to take, as in proposals: `title`, `sections.results`, `translations.fr`; None for all.
            Sources are added in any case, and none is lost.

    Returns:
        The fields. A translation of a title or a summary that now says something else is left out: nobody is to read
        in one language what is no longer so in another.

    Raises:
        CatalogueError: The draft has no such field.
    """
    result = practice.model_dump(mode="json")
    parts = _parts(record)
    wanted = list(parts) if fields is None else [name for name in fields if name != "sources"]
    unknown = [name for name in wanted if not _covered(name, parts)]
    if unknown:
        raise CatalogueError(f"The draft says nothing of {', '.join(unknown)}.")
    taken = [part for part in parts if any(_within(part, one) or _within(one, part) for one in wanted)]
    for name in taken:
        into, value = parts[name]
        into(result, value)
    _leave_out_outdated(practice, result, taken)
    urls = {source["url"] for source in result["sources"]}
    for source in record.get("sources") or []:
        if isinstance(source, dict) and source.get("url") not in urls:
            result["sources"].append(source)
    result["checked"] = datetime.datetime.now(datetime.UTC).date().isoformat()
    return result


def finished(record: Mapping[str, Any], practice_id: str, *, checked: datetime.date | None = None) -> Practice:
    """A record as a whole practice.

    Args:
        record: The fields.
        practice_id: The id that it is to have.
        checked: The day of its check; the record's own if left out.

    Raises:
        CatalogueError: It lacks something, all of which is named.
    """
    from corpus.drafting import finish, missing  # noqa: PLC0415  (loads numpy, which readers of the catalogue do without)

    complete = dict(record) | {"id": practice_id}
    faults = missing(complete)
    if faults:
        named = "; ".join(f"{fault.field}: {fault.problem}" for fault in faults)
        raise CatalogueError(f"The draft is no whole practice yet: {named}.")
    return finish(complete, id=practice_id, checked=checked)


Into = Callable[[dict[str, Any], Any], None]


def _parts(record: Mapping[str, Any]) -> dict[str, tuple[Into, Any]]:
    """What a draft says, by the names that proposals use, each with what puts it into a practice."""
    parts: dict[str, tuple[Into, Any]] = {}
    for name, value in record.items():
        if name == "sections" and isinstance(value, list):
            for section in value:
                if isinstance(section, dict) and section.get("code") in SECTIONS and section.get("text"):
                    parts[f"sections.{section['code']}"] = (_put_section, section)
        elif name == "translations" and isinstance(value, dict):
            for language, translation in value.items():
                for text, words in translation.items() if isinstance(translation, dict) else ():
                    if words:
                        parts[f"translations.{language}.{text}"] = (_put_translation(language, text), words)
        elif name not in ("id", "sources", "checked") and value not in (None, "", [], {}):
            parts[name] = (_put(name), value)
    return parts


def _covered(name: str, parts: Mapping[str, Any]) -> bool:
    return any(_within(part, name) or _within(name, part) for part in parts)


def _within(name: str, area: str) -> bool:
    return name == area or name.startswith(area + ".")


def _leave_out_outdated(practice: Practice, result: dict[str, Any], taken: Collection[str]) -> None:
    """Leave out the translations of what says something else now, where the draft has no new ones."""
    changed = [name for name in _TRANSLATED if _words(getattr(practice, name)) != _words(str(result.get(name) or ""))]
    for language in practice.translations:
        if any(f"translations.{language}.{name}" not in taken for name in changed):
            del result["translations"][language]


def _words(text: str) -> list[str]:
    """What a text says, whatever its signs and capitals."""
    return re.findall(r"\w+", text.casefold())


def _put(name: str) -> Into:
    def into(result: dict[str, Any], value: Any) -> None:
        result[name] = value

    return into


def _put_translation(language: str, name: str) -> Into:
    def into(result: dict[str, Any], value: Any) -> None:
        result["translations"].setdefault(language, {})[name] = value

    return into


def _put_section(result: dict[str, Any], section: dict[str, Any]) -> None:
    others = [one for one in result["sections"] if one["code"] != section["code"]]
    order = list(SECTIONS)
    result["sections"] = sorted([*others, section], key=lambda one: order.index(one["code"]))


def _new(session: Session, row: DraftRow) -> Practice:
    from corpus.drafting import proposed_id  # noqa: PLC0415

    def taken(practice_id: str) -> bool:
        return session.get(PracticeRow, practice_id) is not None or _pending(session, practice_id) is not None

    given = row.record.get("id")
    if given and taken(given):
        raise CatalogueError(f"There is a practice {given} already: give this one another id, or make it an update.")
    today = datetime.datetime.now(datetime.UTC).date()  # whoever approves it has checked it
    return finished(row.record, given or proposed_id(row.record, taken), checked=today)


def _pending(session: Session, practice_id: str) -> DraftRow | None:
    """The latest approved draft that will be this practice once it is published."""
    approved = (
        select(DraftRow).where(DraftRow.state == "approved").order_by(DraftRow.decided_at.desc(), DraftRow.id.desc())
    )
    return next((row for row in session.scalars(approved) if row.record.get("id") == practice_id), None)
