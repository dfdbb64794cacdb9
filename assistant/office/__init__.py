"""The office: what staff do to keep the corpus fresh, and the long work that is done for them."""
