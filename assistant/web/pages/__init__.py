"""The pages of the web site, rendered on the server; they work without JavaScript."""
