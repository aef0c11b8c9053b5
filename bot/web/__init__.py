"""The chat page at ``/``: its texts, its HTML, and the files in ``static``."""
