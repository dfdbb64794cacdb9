"""What is known: practices, places, vocabularies, and the catalogue that keeps them."""
