"""Which sentences may be spoken."""

import pytest

from domain.script.extractive.reading.speakable import is_speakable


@pytest.mark.parametrize(
    "text",
    [
        "The bread rises because the yeast is alive.",
        "The dam stands 120 metres above sea level.",
        "“The night is navigable,” wrote the historian Ann Calder.",
    ],
)
def test_speakable(text: str) -> None:
    assert is_speakable(text)


@pytest.mark.parametrize(
    "text",
    [
        "Too short.",
        "Why does the bread rise in the oven?",
        "As described above, the bread rises in the oven.",
        "See Figure 3 for the shape of the bread in the oven.",
        "The rest of this section deals with the oven and the bread.",
        "Click here to learn more about the oven and the bread.",
        "The recipe is at https://example.org and it is free for all.",
        "The value is x = 3 for every loaf in the oven.",
        "The (old bread was still in the oven at noon.",
        "A long list of loaves, ovens, bakers and bread.",
        "The loaf was 12, 13, 14, 15, 16, 17, 18 and 19 or 20.",
        "THE BREAD WAS BAKED in the oven for a long time.",
        "and so the bread was baked for a long time.",
    ],
)
def test_not_speakable(text: str) -> None:
    assert not is_speakable(text)
