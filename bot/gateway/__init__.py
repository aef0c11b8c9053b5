"""The only public entrance: limits, crisis screen, redaction, then Rasa."""
