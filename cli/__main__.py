"""The `podwright` command: an HTTP client of the API, and the tool that runs and operates a server."""

import signal


def main() -> None:
    """Loads the commands, which takes a second on a slow machine, and runs one. Ctrl-C leaves no traceback then."""
    interruptible = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if interruptible:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from cli.app import run  # noqa: PLC0415 - after the signal is taken care of

    if interruptible:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


if __name__ == "__main__":
    main()
