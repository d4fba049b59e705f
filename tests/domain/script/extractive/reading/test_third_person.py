"""A paper's "we"."""

from domain.script.extractive.reading.third_person import in_third_person


def test_authors_speak_in_the_third_person() -> None:
    assert in_third_person("We show that our model helps us.") == "The authors show that their model helps them."
    assert in_third_person("Our model fails.") == "The authors’ model fails."
    assert in_third_person("We asked, “Do we know?”") == "The authors asked, “Do we know?”"
    assert in_third_person("We studied the US market.") == "The authors studied the US market."
