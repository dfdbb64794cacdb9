"""What long work is called, in the visitor's language."""

from typing import Final

from assistant.wording import Wording
from corpus.catalogue import Job

CORPUS_KINDS: Final = frozenset({"publish", "rollback"})
"""Work that changes what the public sees: for publishers."""


def work_name(job: Job, wording: Wording) -> str:
    """What a job does, as a heading."""
    if job.kind == "refresh" and job.arguments.get("take"):
        return wording("Read and draft")
    names = {
        "refresh": wording("Look for changes"),
        "take": wording("Make drafts"),
        "links": wording("Check the links"),
        "weekly": wording("The work of the week"),
        "publish": wording("Publish"),
        "rollback": wording("Go back to an earlier state"),
    }
    return names[job.kind]


def step_name(job: Job, wording: Wording) -> str:
    """What a job is doing now."""
    names = {
        "": wording("It is about to begin."),
        "looking": wording("Looking at pages and files"),
        "drafting": wording("Drafting practices"),
        "checking links": wording("Asking for each page"),
        "cutting into passages": wording("Preparing the practices"),
        "embedding": wording("Taking in what is new"),
        "indexing words": wording("Making it possible to find every word"),
        "indexing vectors": wording("Making it possible to find every meaning"),
        "collecting names of places": wording("Collecting names of places"),
        "serving": wording("Handing over to the site"),
    }
    return names.get(job.step, job.step)


def state_name(job: Job, wording: Wording) -> str:
    """Where a job stands."""
    return {
        "waiting": wording("Waiting"),
        "running": wording("Under way"),
        "done": wording("Done"),
        "failed": wording("It did not work"),
        "interrupted": wording("Interrupted"),
    }[job.state]


def reason_told(job: Job, wording: Wording) -> str:
    """Why a job failed, as far as there are words for it in the visitor's language; else as it was noted."""
    if job.state == "interrupted":
        return wording("The computer or the program stopped in the middle of it. Nothing was lost.")
    first = job.reason.strip().partition("\n")[0]
    if first.startswith("Its process was ended by signal") or first == "It was stopped.":
        return wording("It was stopped in the middle. Nothing was lost.")
    if first.startswith("Its process ended with code"):
        return wording("The program stopped with a fault of its own.")
    if "No space left on device" in job.reason or "disk is full" in job.reason:
        return wording("The disk of the computer is full. Please have room made on it.")
    return ""
