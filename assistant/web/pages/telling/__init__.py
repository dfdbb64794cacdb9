"""What the site tells of itself, to people, to programs and to search engines."""
