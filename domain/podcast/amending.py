"""What resumes changed in an attempt, in order: the next resume goes on from it, and so does a retry.

Voices and budget alone: texts and skipped turns are of the turns of their own attempt.
"""

from domain.artifacts.documents import Documents
from domain.artifacts.layout import attempt_name
from domain.artifacts.ports import Blobs, Names
from domain.podcast.messages import ResumeChange
from domain.podcast.spec import PodcastSpec
from domain.podcast.specs import ref_in


async def keep_amendment(names: Names, spec: PodcastSpec, record: bytes) -> None:
    """`record` is the reference of a ResumeChange. Numbered, for the last one counts."""
    number = len(await names.list(_folder(spec)))
    while await names.create(f"{_folder(spec)}/{number:06}", record) != record:  # another resume took the number
        number += 1


async def amended(blobs: Blobs, names: Names, spec: PodcastSpec) -> PodcastSpec:
    """The spec of an attempt as its resumes left it."""
    cast, budget = spec.voices, spec.budget_usd
    for name in await names.list(_folder(spec)):
        ref = ref_in(await names.get(name) or b"")
        if ref is None:
            continue
        change = await Documents(blobs).read(ref, ResumeChange)
        cast = change.speakers or cast
        budget = budget if change.budget_usd is None else change.budget_usd
    return spec.model_copy(update={"cast": () if cast == spec.speakers else cast, "budget_usd": budget})


def _folder(spec: PodcastSpec) -> str:
    return attempt_name(spec.podcast_id, spec.attempt, "amended")
