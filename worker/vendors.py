"""Which vendors this worker serves, in which roles, and which one is the default of a role."""

import importlib.util
import logging
from dataclasses import dataclass

from adapters.settings import Settings
from adapters.vendor import NotConfigured, NotServed, RoleTerms, Service, Vendor
from adapters.vendors import vendors
from domain.vendors.declarations import ProviderRole, split_name
from domain.vendors.prices import UNCHANGED, PriceTable

log = logging.getLogger(__name__)

ROLES = (ProviderRole.WRITER, ProviderRole.SPEECH, ProviderRole.EMBEDDINGS, ProviderRole.RECOGNITION)

OPTIONAL = (ProviderRole.EMBEDDINGS, ProviderRole.RECOGNITION)
"""Roles that an installation may do without."""

NONE = "none"
"""As the value of a role's setting: no vendor serves it."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """A vendor in one role, on its queue. `default`: it is chosen when a request names none, for the reason `why`.

    `slots`: the fleet's calls at once, or this process's where the vendor is `local`; `slots_variable` sets them.
    """

    vendor: str
    role: ProviderRole
    service: Service
    slots: int
    slots_variable: str = ""
    default: bool
    why: str
    local: bool = False


async def serve(settings: Settings, prices: PriceTable = UNCHANGED) -> list[Served]:
    """Everything that the settings ask for.

    Raises:
        NotConfigured: the vendor that a setting names cannot be served.
    """
    return [served for role in ROLES for served in await serve_role(role, settings, prices)]


async def serve_role(role: ProviderRole, settings: Settings, prices: PriceTable = UNCHANGED) -> list[Served]:
    if settings.named(role) == NONE and role in OPTIONAL:
        return []
    default, why = default_vendor(role, settings)
    served: list[Served] = []
    for vendor in vendors():
        terms = vendor.roles.get(role)
        named = split_name(settings.named(role))[0] == vendor.name
        if terms is None or (terms.only_named and not named) or not _is_configured(vendor, terms, settings):
            continue
        try:
            service = await vendor.build(role, settings, prices)
        except NotServed as reason:
            log.warning("%s (%s) is not served: %s", vendor.name, role.value, reason)
            continue
        served.append(
            Served(
                vendor=vendor.name,
                role=role,
                service=service,
                slots=settings.slots(role, vendor.name),
                slots_variable=settings.slots_variable(role, vendor.name),
                default=vendor.name == default,
                why=why if vendor.name == default else f"chosen with {role.word}: {vendor.name}",
                local=vendor.local,
            )
        )
    if settings.named(role) and default not in {each.vendor for each in served}:
        raise NotConfigured(_what_to_set(role, settings))
    return served


def default_vendor(role: ProviderRole, settings: Settings) -> tuple[str, str]:
    """(vendor, why): the one that PODWRIGHT_LLM or PODWRIGHT_TTS names, else the first whose key or address is set,
    else the local one. OpenAI's voices have to be asked for."""
    if named := settings.named(role):
        return split_name(named)[0], f"PODWRIGHT_{role.word.upper()} says so"
    for vendor in vendors():
        terms = vendor.roles.get(role, RoleTerms())
        for variable in terms.default_when:
            if settings.of(vendor.settings).value(variable):
                return vendor.name, f"{variable} is set"
    return "local", "no key is set; it runs on this machine"


def _is_configured(vendor: Vendor, terms: RoleTerms, settings: Settings) -> bool:
    own = settings.of(vendor.settings)
    if terms.package and importlib.util.find_spec(terms.package) is None:
        return False
    return not terms.needs or any(own.value(variable) for variable in terms.needs)


def _what_to_set(role: ProviderRole, settings: Settings) -> str:
    setting = f"PODWRIGHT_{role.word.upper()}={settings.named(role)}"
    name = split_name(settings.named(role))[0]
    known = {vendor.name: vendor.roles[role] for vendor in vendors() if role in vendor.roles}
    if name not in known:
        return f"{setting}: there is no such vendor. Name one of {', '.join(known)}."
    if needs := known[name].needs:
        return f"{setting}: set {' or '.join(needs)}, or use `local`."
    return f"{setting}: its packages are not installed. Install them with `make setup`, or name another vendor."
