"""The keys of vendors and of the API: whether they are set. Their values are never shown."""

from collections.abc import Iterator

from adapters.settings import Settings
from adapters.vendors import vendors
from cli.operate.doctor.finding import Finding, Verdict


def keys(found: Settings) -> Iterator[Finding]:
    for vendor in vendors():
        own = found.of(vendor.settings)
        for variable, field in own.variables().items():
            if use := vendor.settings.model_fields[field].description:
                yield _key(variable, use, is_set=bool(own.value(variable)))
    use = "Without it, and without `podwright keys`, only this machine can reach the API, and needs no key."
    yield _key("PODWRIGHT_API_KEY", use, is_set=found.api_key is not None)
    for vendor in vendors():
        own = found.of(vendor.settings)
        for variable in own.variables():
            if variable.endswith("_URL") and (url := own.value(variable)):
                yield Finding(variable, Verdict.OK, url)


def _key(variable: str, use: str, *, is_set: bool) -> Finding:
    return Finding(variable, Verdict.OK, "found") if is_set else Finding(variable, Verdict.NOTE, "not set", use)
