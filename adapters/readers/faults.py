"""Files that cannot be read: the fault of a parser, in the codes of the port."""


class ParseFault(Exception):
    """`reason` completes a sentence that begins with the name of the source; `advice` is a sentence of its own."""

    def __init__(self, code: str, reason: str, advice: str = "") -> None:
        super().__init__(reason)
        self.code, self.reason, self.advice = code, reason, advice


def damaged(reason: str) -> ParseFault:
    return ParseFault("source_damaged", reason, ADVICE_DAMAGED)


def encrypted(reason: str) -> ParseFault:
    return ParseFault("source_encrypted", reason, "Save a copy without the password or copy protection.")


def too_large(reason: str) -> ParseFault:
    return ParseFault("source_too_large", reason, "Send a part of it, for example some chapters.")


ADVICE_DAMAGED = "Open it in the program that made it, save it again and send the new copy."
