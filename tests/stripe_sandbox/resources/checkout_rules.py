"""What may not stand together in a Checkout Session, beyond what the library's types say."""

from typing import Any

from ..errors import StripeError

ONLY_IN = {
    "payment_intent_data": "payment",
    "invoice_creation": "payment",
    "customer_creation": "payment",
    "subscription_data": "subscription",
    "setup_intent_data": "setup",
    "currency": "setup",
}
# Parts of Checkout that the sandbox does not play.
UNSUPPORTED = (
    "adaptive_pricing",
    "after_expiration",
    "allow_promotion_codes",
    "automatic_tax",
    "custom_fields",
    "discounts",
    "optional_items",
    "shipping_options",
    "tax_id_collection",
)
LONGEST_REFERENCE = 200


def check_session(params: dict[str, Any]) -> None:
    mode = params.get("mode")
    if mode is None:
        raise StripeError("Missing required param: mode.", code="parameter_missing", param="mode")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise StripeError("The sandbox plays hosted pages alone.", param="ui_mode")
    if mode == "setup":
        _check_setup(params)
    for name in UNSUPPORTED:
        if name in params and params[name] != {"enabled": False}:
            raise StripeError(f"The sandbox does not play {name}.", param=name)
    for name, needed in ONLY_IN.items():
        if name in params and mode != needed:
            raise StripeError(f"You can not pass `{name}` in `{mode}` mode.", param=name)
    if "customer" in params and "customer_email" in params:
        raise StripeError(
            "You may only specify one of these parameters: customer, customer_email.",
            code="parameters_exclusive",
            param="customer",
        )
    if "submit_type" in params and mode == "subscription" and params["submit_type"] == "donate":
        raise StripeError(
            "You can not pass `submit_type` as `donate` in `subscription` mode.",
            param="submit_type",
        )
    if len(params.get("client_reference_id", "")) > LONGEST_REFERENCE:
        raise StripeError(
            f"Invalid string: client_reference_id must be at most {LONGEST_REFERENCE} characters",
            param="client_reference_id",
        )


def _check_setup(params: dict[str, Any]) -> None:
    for name in ("currency", "customer"):
        if name not in params:
            # Stripe can do without a customer; the sandbox keeps cards for customers alone.
            raise StripeError(
                f"Missing required param: {name}.", code="parameter_missing", param=name
            )
    if "line_items" in params:
        raise StripeError("You can not pass `line_items` in `setup` mode.", param="line_items")
