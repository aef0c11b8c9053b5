"""PTV over HTTP: versions 11 and 12 of its reading interface behind one adapter.

What is fetched is kept in a file (``mirror``), so that a cut costs little and an
increment is small; the catalogue is then brought to what the mirror holds.
"""
