"""Which vendor serves a request: from what workers announced, named by the caller or chosen by default."""

from collections.abc import Sequence
from datetime import datetime

from domain.errors import Loc, Refused
from domain.vendors.declarations import (
    ANNOUNCEMENT_FRESH_SECONDS,
    Announcement,
    ProviderRole,
    ProviderState,
    split_name,
)

_WORD = {
    ProviderRole.WRITER: "writer",
    ProviderRole.SPEECH: "voices",
    ProviderRole.RECOGNITION: "recogniser",
    ProviderRole.EMBEDDINGS: "embeddings",
}


RECOGNISERS = (
    "Where a worker runs, set ELEVENLABS_API_KEY, OPENAI_API_KEY or OPENAI_STT_BASE_URL, or install a local recogniser "
    "(pip install 'podwright[recognise]'), and start it again."
)


class Serving:
    """The announcements that are fresh at `now`: what workers serve at this moment."""

    def __init__(self, announcements: Sequence[Announcement], *, now: datetime) -> None:
        self._known = tuple(announcements)
        self._fresh = tuple(each for each in announcements if each.age(now) <= ANNOUNCEMENT_FRESH_SECONDS)

    def is_served(self, announcement: Announcement) -> bool:
        return not self.why_away(announcement)

    def why_away(self, announcement: Announcement) -> str:
        """Empty when it is served."""
        return announcement.missing if announcement in self._fresh else "No worker that serves it was seen lately."

    def would_serve(self, role: ProviderRole) -> bool:
        """Whether a request that names none would be served now."""
        try:
            chosen, _ = self.choose(role, None, loc=())
        except Refused:
            return False
        return chosen.state is ProviderState.OPEN

    def choose(self, role: ProviderRole, name: str | None, *, loc: Loc) -> tuple[Announcement, str]:
        """The announcement and the model.

        While the default is away, no other takes its place.

        Raises:
            Refused: `no_worker` (503) when it is not served at the moment, `provider_not_configured` when it never is.
        """
        serving = [each for each in self._fresh if each.role is role]
        if name is None:
            chosen = next((each for each in serving if each.default), None) or (serving[0] if serving else None)
            if chosen is None and role is ProviderRole.RECOGNITION and self._fresh:
                raise Refused("provider_not_configured", f"No worker recognises speech. {RECOGNISERS}", loc=loc)
            if chosen is None:
                raise _no_worker(role)
            if chosen.missing:
                raise _missing(chosen, others=[each.vendor for each in serving if not each.missing])
            return chosen, _models(chosen)[0]
        vendor, model = split_name(name)
        announced = next((each for each in serving if each.vendor == vendor), None)
        if announced is None:
            if not self._fresh and any(each.vendor == vendor and each.role is role for each in self._known):
                raise _no_worker(role)
            names = ", ".join(each.vendor for each in serving if not each.missing) or "none"
            raise Refused(
                "provider_not_configured",
                f"No worker serves {vendor!r} as {_WORD[role]}. Served now: {names}. {_served_once(role)}",
                loc=loc,
            )
        if announced.missing:
            raise _missing(announced)
        models = _models(announced)
        if not model:
            return announced, models[0]
        if model not in models and (role is ProviderRole.SPEECH or announced.local):
            raise Refused(
                "provider_not_configured", f"{vendor} has the models {', '.join(models)}; not {model!r}.", loc=loc
            )
        return announced, model


def _served_once(role: ProviderRole) -> str:
    if role is ProviderRole.RECOGNITION:
        return RECOGNISERS
    return "A vendor is served once its key or address is set where a worker runs."


def _models(announcement: Announcement) -> tuple[str, ...]:
    declaration = announcement.declaration
    return (declaration.models if declaration else ()) or ("",)


def _no_worker(role: ProviderRole) -> Refused:
    return Refused(
        "no_worker", f"No worker that serves a {role.value} answers at present. Try again in a moment.", status=503
    )


def _missing(announced: Announcement, *, others: Sequence[str] = ()) -> Refused:
    instead = f" A request that names {' or '.join(others)} would be served now." if others else ""
    return Refused(
        "no_worker",
        f"{announced.vendor} cannot be used as {_WORD[announced.role]} at the moment; workers keep asking it. "
        f"{announced.missing}{instead}",
        status=503,
    )
