"""Pages that stand in the place of an article, in words for people."""

from typing import NamedTuple


class Wall(NamedTuple):
    """`shows` completes a sentence that begins with the name of the page."""

    code: str
    shows: str
    advice: str


_SIGNED_IN = "Save the page as PDF from a browser where you are signed in, or paste the text."
_IN_A_BROWSER = "Open it in a browser and save the page as PDF, or paste the text."
WALLS = {
    wall.code: wall
    for wall in (
        Wall("missing", "says that the page does not exist (although it answers as if it did)", "Check the address."),
        Wall("error", "shows an error of its site instead of the text", "Try again later, or upload the file."),
        Wall("robot", "answers with a check for robots instead of the text", _IN_A_BROWSER),
        Wall("login", "shows a login or subscription form instead of the text", _SIGNED_IN),
        Wall("paywall", "shows only the beginning of a text for subscribers", _SIGNED_IN),
        Wall(
            "cookies",
            "shows only a notice about cookies or consent",
            "Open it in a browser, answer the notice, and save the page as PDF, or paste the text.",
        ),
        Wall("parked", "shows a domain that is for sale, or a server without a site", "Check the address."),
        Wall(
            "script",
            "builds its text with JavaScript, which is not run here",
            "Save the page as PDF from a browser, or paste the text.",
        ),
        Wall("listing", "is a list of links to articles instead of one", "Give the address of the article itself."),
    )
}
"""In the order in which they are told: a page of several kinds is called by the first."""
