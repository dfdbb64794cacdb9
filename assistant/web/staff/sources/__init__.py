"""Where documents come from: the sources, what is new in them, and what is uploaded or pasted."""
