"""``python -m bot``: the command line without the installed script."""

from bot.cli import main

if __name__ == "__main__":
    main()
