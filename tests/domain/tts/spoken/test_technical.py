"""Versions, paths, bare powers, initials and names in capitals."""

import pytest

from domain.tts.spoken.text import speech_text


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Version 1.96.0 is out.", "Version 1 point 96 point 0 is out."),
        ("It needs v2.4.1 or newer.", "It needs version 2 point 4 point 1 or newer."),
        ("It happened on 24.12.2023.", "It happened on 24.12.2023."),
        ("Pi is about 3.14 here.", "Pi is about 3.14 here."),
        ("The lake covers 40 km2 of land.", "The lake covers 40 square kilometers of land."),
        ("The tank holds 5 m3 of oil.", "The tank holds 5 cubic meters of oil."),
        ("Edit /etc/fstab first.", "Edit slash et cetera slash fstab first."),
        ("Look into /var/log/mail.log today.", "Look into slash var slash log slash mail dot log today."),
        ("Bread, butter, etc. are sold and/or given.", "Bread, butter and so on are sold and or given."),
        ("AT&T bought it.", "A T and T bought it."),
        ("R&D is dear.", "R and D is dear."),
        ("It cost NZ$2.4 million.", "It cost 2.4 million New Zealand dollars."),
        ("In 1972 President NIXON came.", "In 1972 President Nixon came."),
        ("The paper by Jean DUPONT was read.", "The paper by Jean Dupont was read."),
        ("It was built by NASA and UNICEF.", "It was built by NASA and UNICEF."),
        ("The United Nations UNHCR helped.", "The United Nations UNHCR helped."),
    ],
)
def test_what_is_said(written: str, spoken: str) -> None:
    assert speech_text(written, language="en") == spoken
