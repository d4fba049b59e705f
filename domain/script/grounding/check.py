"""The check of a turn against the passages that it cites: pure code, no model."""

from collections.abc import Sequence

from domain.script.grounding.attribution import check_attribution
from domain.script.grounding.elsewhere import check_elsewhere
from domain.script.grounding.figures import check_figures
from domain.script.grounding.finding import Finding, FindingKind
from domain.script.grounding.names import check_names
from domain.script.grounding.polarity import check_polarity
from domain.script.grounding.quotations import check_quotations
from domain.script.grounding.reading import read

__all__ = ["Finding", "FindingKind", "check_turn"]


def check_turn(
    text: str,
    cited: Sequence[str],
    *,
    others: Sequence[str] = (),
    known: Sequence[str] = (),
    language: str = "en",
    source_language: str | None = None,
) -> tuple[Finding, ...]:
    """What the texts of the cited passages do not bear out.

    Args:
        text: The turn as written, not as spoken.
        cited: Texts of the passages that it cites. Without any, the others count as cited: nothing says which is meant.
        others: Texts of the other passages that the writer was shown. `Finding.other` counts in them.
        known: What may be named without a passage: titles, authors and headings of the sources, names of the speakers.
        language: Of the turn.
        source_language: Of the passages, when it is another one. Then only figures and dates are compared.
    """
    if not cited:
        cited, others = others, ()
    if not cited:
        return ()
    turn = read(text, language)
    code = source_language or language
    held, elsewhere = [read(one, code) for one in cited], [read(one, code) for one in others]
    free = [read(one, code) for one in known if one]
    findings = check_figures(turn, [*held, *free], elsewhere)
    if code.split("-")[0] == language.split("-", maxsplit=1)[0]:
        findings += check_names(turn, held, free, elsewhere)
        findings += check_attribution(turn, held, free)
        findings += check_quotations(turn, [*held, *free], elsewhere)
        findings += check_polarity(turn, held)
        if not findings:
            findings += check_elsewhere(turn, [*held, *free], elsewhere)
    return tuple(dict.fromkeys(findings))
