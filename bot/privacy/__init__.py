"""Removing personal data from what people write."""
