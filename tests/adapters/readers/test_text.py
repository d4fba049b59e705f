"""Markdown and plain text, block by block; and the language of a text."""

import pytest

from adapters.readers.content import Content, LeftOut, Piece
from adapters.readers.language import language
from adapters.readers.markdown.reader import inline, read_markdown
from adapters.readers.text.plain import heading_level, read_plain

SOURCE = """---
title: "Keeping bees"
author: Ann Lee
---
<!-- a remark -->
Intro with *stress*, a [link](https://example.org/a_(b)) and `code_here`.[^1]

Setext
------
1. first
2. second
   goes on

```python
# not a heading
```

> quoted **words**
> go on

| a | b |
|---|---|
| 1 | 2 |

[^1]: A note.
[ref]: https://example.org

* * *
## Last ##
snake_case_name stays \\*literal\\* ![image](x.png)
"""


def test_markdown_blocks() -> None:
    content = read_markdown(SOURCE)
    assert (content.title, content.author) == ("Keeping bees", "Ann Lee")
    assert content.pieces == [
        Piece("paragraph", "Intro with stress, a link and code_here."),
        Piece("heading", "Setext", level=2),
        Piece("list", "first\nsecond goes on", ordered=True),
        Piece("code", "# not a heading"),
        Piece("quote", "quoted words go on"),
        Piece("table", "a | b\n1 | 2"),
        Piece("footnote", "A note."),
        Piece("heading", "Last", level=2),
        Piece("paragraph", "snake_case_name stays *literal*"),
    ]


NESTED = """\
1. Wind the clock
   - from the *left*
   - then from the right

   and wait.
2. [x] Light the lamp

   ```
   oil = 3
   ```
3. Look out
> The sea is `<calm>`.
> - It was not yesterday.

| when | what |
|---|---|
| noon | fog |
nothing is seen from here.

See `a | b`, [the log][log], ![][chart] and[^n].
[^n]: Of 1901,
a wet year.
[^o]: Another.
"""


def test_markdown_in_markdown() -> None:
    assert read_markdown(NESTED).pieces == [
        Piece("list", "Wind the clock\nfrom the left\nthen from the right and wait.\nLight the lamp", ordered=True),
        Piece("code", "oil = 3"),
        Piece("list", "Look out", ordered=True),
        Piece("quote", "The sea is <calm>. It was not yesterday."),
        Piece("table", "when | what\nnoon | fog"),
        Piece("paragraph", "nothing is seen from here."),
        Piece("paragraph", "See a | b, the log, and."),
        Piece("footnote", "Of 1901, a wet year."),
        Piece("footnote", "Another."),
    ]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("**bold** and __bold__", "bold and bold"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("[a][b] <https://x.org>", "a https://x.org"),
        ("a &amp; b", "a & b"),
        ("~~gone~~ <b>tag</b> <s>SECRET</s>", "tag"),
    ],
)
def test_markdown_inline(markup: str, text: str) -> None:
    assert inline(markup) == text


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("CHAPTER IV", 1),
        ("Chapter 3: The Sea", 1),
        ("2.1 Methods", 2),
        ("A Walk in the Park", 2),
        ("He went home.", 0),
        ("he went home", 0),
        ("The year 1984", 0),
        ("12345", 0),
    ],
)
def test_headings_of_plain_text(line: str, level: int) -> None:
    assert heading_level(line) == level


def test_plain_text_blocks() -> None:
    content = read_plain(
        "My Title\n\nOne line\nwraps here.\n\nThings:\n- a thing\n- another\n  thing\n\nUnderlined\n=====\n\nEnd."
    )
    assert content.pieces[1:] == [
        Piece("paragraph", "One line wraps here."),
        Piece("paragraph", "Things:"),
        Piece("list", "a thing\nanother thing"),
        Piece("heading", "Underlined", level=1),
        Piece("paragraph", "End."),
    ]
    assert content.title == "My Title"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The keeper wound the clock every evening before the lamp was lit.", "en"),
        ("Der Wärter zog jeden Abend die Uhr auf, bevor er die Lampe anzündete.", "de"),
        ("Le gardien remontait l'horloge chaque soir avant d'allumer la lampe.", "fr"),
        ("Смотритель каждый вечер заводил часы перед тем, как зажечь лампу.", "ru"),
        ("灯台守は毎晩、ランプを灯す前に時計を巻いた。そして海を眺めていた。", "ja"),
        ("Hello", "und"),
        ("12345 67890 ----", "und"),
        ("", "und"),
    ],
)
def test_language(text: str, code: str) -> None:
    assert language(text) == code


def test_language_of_most_of_a_long_text() -> None:
    english = "The keeper wound the clock every evening before the lamp was lit. " * 2000
    assert language("Ein kurzer deutscher Anfang. " * 5 + english) == "en"


def test_equal_losses_are_counted_together() -> None:
    content = Content()
    for words in (3, 4):
        content.leave_out("formula", "a formula in symbols", words=words)
    content.leave_out("part", "the chapter Two")
    assert content.left_out == [LeftOut("formula", "a formula in symbols", 2, 7), LeftOut("part", "the chapter Two")]
