"""Settings as a worker would read them from variables, without an environment."""

from collections.abc import Mapping

from adapters.settings import Settings
from adapters.vendor import Vendor, VendorSettings
from adapters.vendors import vendors


def settings_of(variables: Mapping[str, object], *others: Vendor) -> Settings:
    """`variables`: those of vendors, and fields of ours by their names. `others`: vendors that no worker serves."""
    own = [_own(each.settings, variables) for each in (*vendors(), *others)]
    return Settings.model_validate(variables).having(*own)


def _own(model: type[VendorSettings], variables: Mapping[str, object]) -> VendorSettings:
    fields = {
        str(model.model_fields[field].validation_alias or field): variables[variable]
        for variable, field in model.variables().items()
        if variable in variables
    }
    return model.model_validate(fields)
