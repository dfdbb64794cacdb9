"""Says in words how many practices there are, of how many cities."""

from assistant.wording import Wording


def practices_in_cities(wording: Wording, practices: int, cities: int) -> str:
    """For example "12 practices in 9 cities"."""
    if not practices:
        return wording("No practice found")
    return wording(
        "{practices} {in_cities}",
        practices=wording.plural("{count} practice", "{count} practices", practices),
        in_cities=wording.plural("in {count} city", "in {count} cities", cities),
    )
