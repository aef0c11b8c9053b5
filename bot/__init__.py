"""The gateway, its channels, understanding and safety, and the command line."""
