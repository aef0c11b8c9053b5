"""The catalogue over HTTP: a read API of the HSDS shape."""
