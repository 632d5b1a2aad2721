"""Stripe's error answers.

Shapes and codes: https://docs.stripe.com/api/errors and https://docs.stripe.com/error-codes.
"""

from typing import Any


class StripeError(Exception):
    """An answer of Stripe's error shape.

    `keeps_changes` is true where Stripe remembers what it did before it refused: a declined card
    leaves a failed charge behind, while a wrong parameter leaves nothing.
    """

    keeps_changes = False

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        type: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.type = type
        self.code = code
        self.param = param
        self.headers = headers or {}
        self.extra = extra

    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {"message": self.message, "type": self.type}
        if self.code:
            error["code"] = self.code
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}"
        if self.param:
            error["param"] = self.param
        error.update({name: value for name, value in self.extra.items() if value is not None})
        return {"error": error}


class ParameterError(StripeError):
    """The parameters do not fit the call. Stripe does not keep such an answer for replay."""


class CardError(StripeError):
    """The card was refused; the attempt itself stays on record."""

    keeps_changes = True

    def __init__(self, message: str, *, code: str, **extra: Any) -> None:
        super().__init__(message, status=402, type="card_error", code=code, **extra)


def missing(kind: str, id: str, param: str = "id", status: int = 404) -> StripeError:
    """`No such …`; 404 where the id stood in the address, 400 where it came as a parameter."""
    return StripeError(
        f"No such {kind}: '{id}'", status=status, code="resource_missing", param=param
    )
