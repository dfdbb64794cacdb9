"""Channels in which people chat with the assistant."""
