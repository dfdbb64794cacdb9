"""What was done, in words."""

from assistant.wording import Wording


def action_name(action: str, wording: Wording) -> str:
    """An action in the visitor's language; its code where there are no words for it.

    Args:
        action: The code.
        wording: The phrases of the visitor's language.
    """
    words = {
        "account.add": wording("Account made"),
        "account.invite": wording("One-time link made"),
        "account.password": wording("Password chosen"),
        "account.remove": wording("Account removed"),
        "account.role": wording("Role changed"),
        "corpus.publish": wording("Published"),
        "corpus.rollback": wording("Rolled back"),
        "draft.approve": wording("Draft approved"),
        "draft.edit": wording("Draft edited"),
        "draft.merge": wording("Draft merged"),
        "draft.propose": wording("Change proposed"),
        "draft.publish": wording("Draft published"),
        "draft.reject": wording("Draft rejected"),
        "draft.reopen": wording("Draft opened again"),
        "draft.treat": wording("Draft assigned"),
        "job.start": wording("Work started"),
        "key.add": wording("Key made"),
        "key.revoke": wording("Key revoked"),
        "link.accept": wording("Link accepted"),
        "practice.withdraw": wording("Withdrawn"),
        "session.close-all": wording("Signed out elsewhere"),
        "session.open": wording("Signed in"),
        "source.add": wording("Source added"),
        "source.change": wording("Source changed"),
        "source.refresh": wording("Source refreshed"),
        "source.remove": wording("Source removed"),
        "task.add": wording("Task added"),
        "task.close": wording("Task closed"),
        "task.reopen": wording("Task opened again"),
    }
    return words.get(action, action)
