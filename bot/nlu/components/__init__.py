"""Rasa components: thin edges around the pure cores of ``bot.nlu``."""
