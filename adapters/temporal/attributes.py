"""Search attributes of runs. They are registered where the server allows it; elsewhere jobs run without them."""

import hashlib
import logging

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes
from temporalio.service import RPCError, RPCStatusCode

from domain.jobs import wire

log = logging.getLogger(__name__)


def of(kind: str, status: str) -> TypedSearchAttributes:
    """What a run starts with. The workflow updates status and step where it was started with them."""
    values = {wire.KIND: kind, wire.STATUS: status}
    return TypedSearchAttributes(
        [SearchAttributePair(SearchAttributeKey.for_keyword(name), value) for name, value in values.items()]
    )


def fairness_key(owner: str) -> str:
    """Opaque, since it is stored unencrypted. A server without fairness ignores it. At most 64 bytes are allowed."""
    return hashlib.sha256(f"owner {owner}".encode()).hexdigest()[:32]


def unknown(error: RPCError) -> bool:
    """Whether the server refused a start because the attributes are not registered there."""
    if error.status is not RPCStatusCode.INVALID_ARGUMENT or "search attribute" not in error.message.lower():
        return False
    log.warning("search attributes are not registered on this server; jobs run without them: %s", error.message)
    return True


async def register(client: Client) -> bool:
    """Registers them, if need be. False, and logged, when that is not possible (no permission, or none free)."""
    request = AddSearchAttributesRequest(
        namespace=client.namespace,
        search_attributes=dict.fromkeys(wire.ATTRIBUTES, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD),
    )
    try:
        await client.operator_service.add_search_attributes(request)
    except RPCError as error:
        if "already exist" in error.message.lower():
            return True
        log.warning("search attributes could not be registered; jobs run without them: %s", error.message)
        return False
    return True
