"""Laituri's understanding beside Rasa's default configuration, on the same sentences.

Rasa's default needs TensorFlow, which Laituri leaves out (docs/adr/0002), so it runs in
an environment of its own that is made on demand under ``LAITURI_HOME/peer``.
"""
