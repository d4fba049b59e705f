"""The script writer that needs no language model: the expert speaks the document's sentences, the host asks and links.

Its rules are numbered in docs/local-writer.md.
"""

import asyncio

from domain.errors import PermanentFault
from domain.progress import OnProgress
from domain.script.extractive.episode import write_episode
from domain.script.model import Brief, Outline, SegmentDraft
from domain.script.ports import OutlineWritten, SegmentWritten
from domain.script.style import Style
from domain.vendors.declarations import WriterDeclaration

DECLARATION = WriterDeclaration(
    models=("extractive",),
    languages=("en",),
    input_tokens=400_000,
    styles=(Style.CONVERSATIONAL_INTERVIEW, Style.BRIEF),
    solo_styles=(Style.NARRATIVE, Style.BRIEF),
)
"""400,000 tokens are about 300,000 words: a whole book. Of more, it reads passages chosen from all of it."""


class ExtractiveWriter:
    """Implements `domain.script.ports.ScriptWriter`.

    The whole episode is written with its outline, off the event loop, since choosing from a book takes seconds.
    """

    async def outline(self, brief: Brief, *, on_progress: OnProgress) -> OutlineWritten:
        """Writes the episode, whose drafts the outline holds.

        Raises:
            PermanentFault: `language_not_supported` or `no_usable_text`.
        """
        await on_progress("reading the document")
        episode = await asyncio.to_thread(write_episode, brief)
        outline = episode.outline.model_copy(update={"drafts": episode.drafts})
        if episode.too_short is None:
            return OutlineWritten(outline=outline)
        return OutlineWritten(outline=outline, warnings=(episode.too_short,), words_possible=episode.words)

    async def segment(
        self, brief: Brief, outline: Outline, index: int, before: tuple[SegmentDraft, ...], *, on_progress: OnProgress
    ) -> SegmentWritten:
        if not 0 <= index < len(outline.drafts):
            raise PermanentFault(
                "segment_unknown",
                f"The outline has {len(outline.drafts)} segments; number {index + 1} is not one of them.",
                advice="Retry the podcast, which writes its outline anew.",
            )
        return SegmentWritten(draft=outline.drafts[index])
