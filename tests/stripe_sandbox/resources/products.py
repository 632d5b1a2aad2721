"""Products: names of what is paid for."""

from typing import Any

from ..errors import missing
from ..ids import new_id
from ..listing import page
from ..routing import Call, route
from ..store import Row
from ..world import World
from . import metadata

PATH = "/v1/products"
TEXTS = ("description", "name", "statement_descriptor", "unit_label", "url", "default_price")


def make(world: World, given: dict[str, Any], active: bool = True) -> Row:
    now = world.now()
    return world.store.add(
        {
            "id": given.get("id") or new_id("prod", 14),
            "object": "product",
            "active": given.get("active", active),
            "created": now,
            "default_price": None,
            "description": given.get("description"),
            "images": given.get("images") or [],
            "livemode": False,
            "marketing_features": [],
            "metadata": metadata.merged({}, given.get("metadata")),
            "name": given["name"],
            "package_dimensions": None,
            "shippable": None,
            "statement_descriptor": given.get("statement_descriptor"),
            "tax_code": None,
            "type": "service",
            "unit_label": given.get("unit_label"),
            "updated": now,
            "url": given.get("url"),
        }
    )


@route("POST", PATH, "ProductCreateParams")
def create(call: Call) -> Row:
    product = make(call.world, call.params)
    call.world.emit("product.created", product)
    return product


@route("GET", PATH, "ProductListParams")
def list_products(call: Call) -> Row:
    ids = call.params.get("ids")
    return page(
        call, "product", PATH, lambda row: ids is None or row["id"] in ids, equal=("active", "url")
    )


@route("GET", PATH + "/{id}", "ProductRetrieveParams")
def retrieve(call: Call) -> Row:
    product = call.world.store.find(call.args["id"], "product")
    if product is None:
        raise missing("product", call.args["id"])
    return product


@route("POST", PATH + "/{id}", "ProductUpdateParams")
def update(call: Call) -> Row:
    product = retrieve(call)
    for name in TEXTS:
        if name in call.params:
            product[name] = call.params[name] or None
    if "active" in call.params:
        product["active"] = call.params["active"]
    product["metadata"] = metadata.merged(product["metadata"], call.params.get("metadata"))
    product["updated"] = call.world.now()
    call.world.emit("product.updated", product)
    return product
