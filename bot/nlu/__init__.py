"""Understanding: pure cores, and thin Rasa components over them.

The cores import neither Rasa nor a database: the gateway uses them too.
"""
