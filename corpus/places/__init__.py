"""Places: countries and areas of the world, cities, and how to find the ones that a question names."""

from corpus.places.finder import PlaceFinder
from corpus.places.gazetteer import City, Gazetteer
from corpus.places.location import Location
from corpus.places.place import Place
from corpus.places.territories import countries_of, label_of

__all__ = ["City", "Gazetteer", "Location", "Place", "PlaceFinder", "countries_of", "label_of"]
