"""The variety of what the host says."""

import re
from collections import Counter

import pytest

from domain.script.extractive.talking.acts import ActType, DialogueAct
from domain.script.extractive.talking.host import Host
from domain.script.extractive.talking.templates import TEMPLATES


@pytest.mark.parametrize("act", list(ActType))
def test_every_act_has_six_templates(act: ActType) -> None:
    assert len({template.core for template in TEMPLATES[act]}) >= 6


def test_no_template_comes_back_too_soon_or_too_often() -> None:
    host = Host("paper")
    heard: list[str] = []
    for turn in range(230):
        acts = [
            DialogueAct(ActType.ABOUT, {"s": f"the oven {turn}"}),
            DialogueAct(ActType.CONTINUE if turn % 3 else ActType.LINK),
        ]
        heard.append(host.ask(acts, f"answer {turn}", length=8.0).template.text)
    assert max(Counter(heard).values()) <= 3
    for at, text in enumerate(heard):
        assert text not in heard[max(0, at - 4) : at]


def test_a_question_behind_a_link_is_one_sentence() -> None:
    host = Host("paper")
    for turn in range(12):
        for act in (ActType.ABOUT, ActType.TIME, ActType.FIGURES, ActType.CAUSE):
            acts = [DialogueAct(act, {"s": f"the oven {turn}"})]
            line = host.ask(acts, f"{turn}", length=8, in_order=True, plain=True)
            if line.template.act is act:
                assert not re.match(r"(?:Let's|And|So|Now)\b", line.text)
                assert ". " not in line.text


def test_the_longest_episode_leaves_no_slot_open() -> None:
    """Three hours are about 500 lines, more than there are templates for acts of which little is known."""
    host = Host("book")
    acts = [DialogueAct(ActType.LINK), DialogueAct(ActType.CONTINUE)]
    assert not [text for turn in range(500) if "{" in (text := host.ask(acts, f"{turn}", length=8.0).text)]
