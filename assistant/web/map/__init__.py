"""The map: cities as dots on the land, drawn on the server."""
