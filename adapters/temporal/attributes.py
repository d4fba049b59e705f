"""Search attributes are registered where the server allows it; where not, podcasts run without them."""

import logging

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError

from domain.jobs import attributes

log = logging.getLogger(__name__)


async def register(client: Client) -> bool:
    """Idempotent. False, said once, when they cannot be registered (no permission, or none free)."""
    request = AddSearchAttributesRequest(
        namespace=client.namespace,
        search_attributes={name: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD for name in attributes.ALL},
    )
    try:
        await client.operator_service.add_search_attributes(request)
    except RPCError as error:
        if "already exist" in error.message.lower():
            return True
        log.warning("search attributes could not be registered; podcasts run without them: %s", error.message)
        return False
    return True
