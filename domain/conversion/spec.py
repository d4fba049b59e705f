"""A conversion as it is frozen at submission, and what it results in."""

from domain.artifacts.reference import ArtifactRef
from domain.jobs.spec import JobSpec
from domain.media.output import OutputSpec
from domain.retrieve.source import SourceRef
from domain.value import Value


class ConversionSpec(JobSpec):
    """`names` of the files, one for each output."""

    job_id: str
    source: SourceRef
    outputs: tuple[OutputSpec, ...]
    names: tuple[str, ...]


class Conversion(Value):
    """The result: the files by name, in the order of the outputs."""

    files: dict[str, ArtifactRef]
