"""Prices set by a person, in place of those that vendors declare."""

from typing import Self, TypeVar

from pydantic import Field, model_validator

from domain.value import Body
from domain.vendors.declarations import (
    Declaration,
    EmbeddingsDeclaration,
    RecognitionDeclaration,
    SpeechDeclaration,
    TokenPrice,
)

Declared = TypeVar("Declared", bound=Declaration)


class Price(Body):
    """US dollars. The two prices of tokens are given together; what is left out stays as declared."""

    usd_per_1000_characters: float | None = Field(default=None, ge=0, le=1000, allow_inf_nan=False)
    usd_per_minute: float | None = Field(default=None, ge=0, le=1000, allow_inf_nan=False)
    usd_per_million_input: float | None = Field(default=None, ge=0, le=100_000, allow_inf_nan=False)
    usd_per_million_output: float | None = Field(default=None, ge=0, le=100_000, allow_inf_nan=False)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.usd_per_million_input is None) != (self.usd_per_million_output is None):
            raise ValueError("usd_per_million_input and usd_per_million_output are given together")
        return self

    @property
    def tokens(self) -> TokenPrice | None:
        if self.usd_per_million_input is None or self.usd_per_million_output is None:
            return None
        return TokenPrice(
            usd_per_million_input=self.usd_per_million_input, usd_per_million_output=self.usd_per_million_output
        )


class PriceTable(Body):
    """By `vendor` or `vendor:model`; the model's own entry wins."""

    prices: dict[str, Price] = Field(default_factory=dict)

    def tokens(self, vendor: str, model: str) -> TokenPrice | None:
        entries = (self.prices.get(f"{vendor}:{model}"), self.prices.get(vendor))
        return next((each.tokens for each in entries if each is not None and each.tokens is not None), None)

    def characters(self, vendor: str, model: str) -> float | None:
        entries = (self.prices.get(f"{vendor}:{model}"), self.prices.get(vendor))
        known = (each.usd_per_1000_characters for each in entries if each is not None)
        return next((price for price in known if price is not None), None)

    def minutes(self, vendor: str, model: str) -> float | None:
        entries = (self.prices.get(f"{vendor}:{model}"), self.prices.get(vendor))
        known = (each.usd_per_minute for each in entries if each is not None)
        return next((price for price in known if price is not None), None)

    def of(self, vendor: str, declared: Declared) -> Declared:
        """The declaration at these prices."""
        if isinstance(declared, SpeechDeclaration):
            price = self.characters(vendor, declared.models[0] if declared.models else "")
            return declared if price is None else declared.model_copy(update={"usd_per_1000_characters": price})
        if isinstance(declared, EmbeddingsDeclaration):
            own_price = self.tokens(vendor, declared.models[0] if declared.models else "")
            usd = own_price.usd_per_million_input if own_price is not None else declared.usd_per_million_input
            return declared.model_copy(update={"usd_per_million_input": usd})
        if isinstance(declared, RecognitionDeclaration):
            traits = {
                model: each.model_copy(update={"usd_per_minute": price})
                if (price := self.minutes(vendor, model)) is not None
                else each
                for model, each in declared.traits.items()
            }
            return declared.model_copy(update={"traits": traits})
        # also of models that the vendor does not list: a request may name them
        named = [name.partition(":")[2] for name in self.prices if name.partition(":")[0] == vendor]
        own = {model: tokens for model in named if (tokens := self.tokens(vendor, model)) is not None}
        return declared.model_copy(update={"model_prices": own}) if own else declared


UNCHANGED = PriceTable()
