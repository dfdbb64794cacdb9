"""The queue: drafts of practices that wait for a person, and what became of them."""

import datetime
import types
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, cast, get_args

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from corpus.catalogue import audit, decisions, draft_rows, intake, records
from corpus.catalogue.audit import author
from corpus.catalogue.database import Database
from corpus.catalogue.draft_rows import DraftConflictError, decision
from corpus.catalogue.errors import CatalogueError
from corpus.catalogue.source_entries import DraftState, KeptDraft
from corpus.catalogue.source_tables import DraftRow, SourceRow
from corpus.catalogue.storable import clean
from corpus.catalogue.tables import PracticeRow
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES

Order = Literal["oldest", "newest", "source"]
AS_IT_SAYS: Final = types.SimpleNamespace()
"""Stands for the practice that the draft itself names as the one that it updates, or for none where it names none."""


class Drafts:
    """The queue of drafts. Every method is one transaction and raises `CatalogueError` where the database fails.

    Whoever changes a draft says which version of it was seen: where it has changed since, `DraftConflictError` is
    raised and nothing happens. Every change is noted in the audit log.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def queue(
        self,
        *,
        state: DraftState = "waiting",
        source_id: int | None = None,
        order: Order = "oldest",
        limit: int = 50,
        offset: int = 0,
    ) -> list[KeptDraft]:
        """Drafts in a state, a page of them.

        Args:
            state: Which.
            source_id: Only those of this source.
            order: By age, or by the source's name and then by age.
            limit: How many at most.
            offset: After how many to begin.
        """
        by_age = (DraftRow.created_at, DraftRow.id)
        orders = {
            "oldest": by_age,
            "newest": (DraftRow.created_at.desc(), DraftRow.id.desc()),
            "source": (func.lower(DraftRow.source_name), *by_age),
        }
        query = draft_rows.query().where(DraftRow.state == state).order_by(*orders[order])
        if source_id is not None:
            query = query.where(DraftRow.source_id == source_id)
        with self._database.reading() as session:
            return [draft_rows.kept(row) for row in session.execute(query.limit(max(limit, 0)).offset(max(offset, 0)))]

    def counts(self, source_id: int | None = None) -> dict[DraftState, int]:
        """How many drafts there are in each state, of one source or of all."""
        query = select(DraftRow.state, func.count()).group_by(DraftRow.state)
        if source_id is not None:
            query = query.where(DraftRow.source_id == source_id)
        with self._database.reading() as session:
            found = {str(state): int(count) for state, count in session.execute(query)}
        return {state: found.get(state, 0) for state in get_args(DraftState)}

    def get(self, draft_id: int) -> KeptDraft | None:
        """The draft with this number, or None."""
        with self._database.reading() as session:
            row = session.execute(draft_rows.query().where(DraftRow.id == draft_id)).one_or_none()
            return None if row is None else draft_rows.kept(row)

    def next_after(self, draft_id: int) -> int | None:
        """The number of the next draft that waits, the oldest again after the newest; None where no other waits."""
        waiting = select(func.min(DraftRow.id)).where(DraftRow.state == "waiting", DraftRow.id != draft_id)
        with self._database.reading() as session:
            return session.scalar(waiting.where(DraftRow.id > draft_id)) or session.scalar(waiting)

    def approved(self) -> list[KeptDraft]:
        """What is approved and waits to be published, in the order in which it was approved."""
        query = draft_rows.query().where(DraftRow.state == "approved").order_by(DraftRow.decided_at, DraftRow.id)
        with self._database.reading() as session:
            return [draft_rows.kept(row) for row in session.execute(query)]

    def edit(self, draft_id: int, record: Mapping[str, Any], *, version: int, by: str) -> KeptDraft:
        """Change the fields of a draft that waits.

        Args:
            draft_id: Which.
            record: All its fields, as they are to be.
            version: The version that was seen.
            by: Who changes it.

        Raises:
            DraftConflictError: It was changed since.
            CatalogueError: There is no such draft, it is decided, or the fields cannot be stored.
        """
        cleaned = intake.cleaned_record(dict(record))
        with self._database.writing() as session:
            self._change(session, draft_id, version, "waiting", record=cleaned, edited_by=author(by))
            audit.note(session, by, "draft.edit", draft_id)
            return draft_rows.get(session, draft_id)

    def treat(self, draft_id: int, *, practice_id: str | None, version: int, by: str) -> KeptDraft:
        """Say which practice a draft updates, or with None that it is a new one.

        Raises:
            DraftConflictError: It was changed since.
            CatalogueError: There is no such draft or practice, or it is decided.
        """
        with self._database.writing() as session:
            if practice_id is not None and decisions.standing(session, practice_id) is None:
                raise CatalogueError(f"The catalogue holds no practice {clean(practice_id, 120)}.")
            self._change(session, draft_id, version, "waiting", practice_id=practice_id, edited_by=author(by))
            audit.note(session, by, "draft.treat", draft_id, practice_id or "new")
            return draft_rows.get(session, draft_id)

    def approve(
        self, draft_id: int, *, version: int, by: str, practice_id: str | types.SimpleNamespace | None = AS_IT_SAYS
    ) -> KeptDraft:
        """Approve a draft: its record becomes the whole practice that is published next.

        Args:
            draft_id: Which.
            version: The version that was seen.
            by: Who approves it.
            practice_id: The practice that it updates, None for a new one; as the draft says if left out. What an update
                does not say stays as it is; translations of a title or summary that it changes are left out.

        Returns:
            The draft; `reason` names the translations that were left out.

        Raises:
            DraftConflictError: It was changed since.
            CatalogueError: It is no whole practice (all that it lacks is named), or cannot be approved otherwise.
        """
        with self._database.writing(alone=True) as session:
            row = self._in_state(session, draft_id, version, "waiting")
            target = row.practice_id if isinstance(practice_id, types.SimpleNamespace) else practice_id
            whole = decisions.whole(session, row, target)
            record = whole.practice.model_dump(mode="json")
            values = {"record": record, "practice_id": target, "base": whole.base, "reason": whole.note} | decision(by)
            self._change(session, draft_id, version, "waiting", state="approved", **values)
            audit.note(session, by, "draft.approve", draft_id, f"{whole.practice.id} {whole.note}".strip())
            return draft_rows.get(session, draft_id)

    def reject(self, draft_id: int, *, version: int, by: str, reason: str) -> KeptDraft:
        """Reject a draft: it is not proposed again in the same words.

        Raises:
            DraftConflictError: It was changed since.
            CatalogueError: There is no such draft, it is decided, or no reason is given.
        """
        said = intake.one_line(reason)
        if not said:
            raise CatalogueError("Say why: whoever looks at the source next wants to know.")
        with self._database.writing() as session:
            self._change(session, draft_id, version, "waiting", state="rejected", reason=said, **decision(by))
            audit.note(session, by, "draft.reject", draft_id, said)
            return draft_rows.get(session, draft_id)

    def merge(self, draft_id: int, *, version: int, by: str, practice_id: str, fields: Sequence[str]) -> KeptDraft:
        """Take some fields of a draft into a practice, and its sources with them.

        Args:
            draft_id: Which; its state becomes `merged`.
            version: The version that was seen.
            by: Who merges it.
            practice_id: Into which practice.
            fields: Which, as in proposals: `summary`, `sections.results`, `translations.fr`; none: its sources alone.

        Returns:
            The approved update of the practice, a draft of its own.

        Raises:
            DraftConflictError: It was changed since.
            CatalogueError: There is no such draft, practice or field, or the result is no whole practice.
        """
        with self._database.writing(alone=True) as session:
            row = self._in_state(session, draft_id, version, "waiting")
            source = None if row.source_id is None else session.get(SourceRow, row.source_id)
            whole = decisions.merged(session, row, practice_id, fields, source.publisher if source else "")
            decided = decision(by)
            self._change(session, draft_id, version, "waiting", state="merged", practice_id=practice_id, **decided)
            merging = draft_rows.row_for(whole.practice, state="approved", base=whole.base)
            merging.reason = whole.note
            for name in ("source_id", "source_name", "document_id", "address"):
                setattr(merging, name, getattr(row, name))
            merging.merged_from, merging.edited_by = draft_id, author(by)
            for name, value in decided.items():
                setattr(merging, name, value)
            session.add(merging)
            session.flush()
            detail = f"{practice_id}: {', '.join(fields) or 'sources'} {whole.note}".strip()
            audit.note(session, by, "draft.merge", draft_id, detail)
            return draft_rows.get(session, merging.id)

    def reopen(self, draft_id: int, *, version: int, by: str) -> KeptDraft:
        """Let a decided draft wait again. What was merged is taken out of what is approved; what is published stays.

        Raises:
            DraftConflictError: It was changed since.
            CatalogueError: There is no such draft, it waits, or what came of it is published already.
        """
        undone = {"decided_by": "", "decided_at": None, "reason": "", "state": "waiting"}
        with self._database.writing(alone=True) as session:
            row = draft_rows.row_of(session, draft_id, version)
            if row.merged_from is not None:
                raise CatalogueError(f"This came of draft {row.merged_from}: reopen that one.")
            if row.state == "merged":
                update_of_it = select(DraftRow).where(DraftRow.merged_from == draft_id, DraftRow.state != "rejected")
                merging = session.scalar(update_of_it)
                if merging is not None and merging.state == "published":
                    raise CatalogueError("What was merged is published already: change the practice instead.")
                if merging is not None:
                    merging.state, merging.reason, merging.version = "rejected", "Reopened.", merging.version + 1
                    merging.decided_by, merging.decided_at = author(by), datetime.datetime.now(datetime.UTC)
            self._change(session, draft_id, version, ("approved", "rejected", "merged"), **undone)
            audit.note(session, author(by), "draft.reopen", draft_id)
            return draft_rows.get(session, draft_id)

    def propose(self, practice: Practice, *, by: str) -> KeptDraft:
        """Put a person's own version of a published practice into the queue, translations too.

        Raises:
            CatalogueError: The practice is not published, this is how it stands already, or nobody is named.
        """
        with self._database.writing(alone=True) as session:
            before = decisions.standing(session, practice.id)
            if before is None:
                raise CatalogueError(f"The catalogue holds no practice {practice.id}.")
            if before == practice:
                raise CatalogueError(f"The practice {practice.id} is just like this already.")
            row = draft_rows.row_for(practice, state="waiting", base=decisions.base_of(before))
            row.edited_by, row.source_name = author(by), author(by)
            session.add(row)
            session.flush()
            audit.note(session, by, "draft.propose", row.id, practice.id)
            return draft_rows.get(session, row.id)

    def missing_translations(self) -> list[tuple[str, str, list[str]]]:
        """Published practices whose title and summary lack languages: id, title, codes of the languages; by id."""
        query = select(PracticeRow.id, PracticeRow.record).where(PracticeRow.withdrawn_at.is_(None))
        with self._database.reading() as session:
            practices = [records.load(row.id, row.record) for row in session.execute(query)]
        lacking = []
        for practice in sorted(practices, key=lambda practice: practice.id):
            there = set(practice.languages())
            if missing := [code for code in LANGUAGES if code not in there]:
                lacking.append((practice.id, practice.title, missing))
        return lacking

    @staticmethod
    def _change(session: Session, draft_id: int, version: int, states: str | tuple[str, ...], **values: Any) -> None:
        """Change a draft, where it is in one of these states and still has this version."""
        session.expire(Drafts._in_state(session, draft_id, version, states))
        changing = update(DraftRow).where(DraftRow.id == draft_id, DraftRow.version == version)
        values |= {"version": version + 1, "changed_at": datetime.datetime.now(datetime.UTC)}
        changed = session.execute(changing.values(values).execution_options(synchronize_session=False))
        if cast(CursorResult[Any], changed).rowcount != 1:
            raise DraftConflictError(draft_rows.get(session, draft_id))

    @staticmethod
    def _in_state(session: Session, draft_id: int, version: int, states: str | tuple[str, ...]) -> DraftRow:
        """The row of a draft, where it is in one of these states and still has this version."""
        row = draft_rows.row_of(session, draft_id, version)
        if row.state not in ((states,) if isinstance(states, str) else states):
            undo = {"waiting": "decide it", "published": "change the practice instead"}
            raise CatalogueError(f"Draft {draft_id} is {row.state}: {undo.get(row.state, 'reopen it first')}.")
        return row
