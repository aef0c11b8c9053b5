"""Providers of services: the messages and links by which they keep records right."""
