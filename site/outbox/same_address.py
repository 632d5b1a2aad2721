"""When two e-mail addresses are one: letters of A to Z are the same in either case, no others.

`iexact` asks PostgreSQL's `upper()`, for which a dotless `ı` and an `i` are the same letter: who
owns `gmaıl.com` would be taken for somebody at `gmail.com`. In the collation "C" only ASCII has
two cases.
"""

from typing import Any

from django.db.models import EmailField, Func, Lookup


class Folded(Func):
    """An address as it is compared; an index over it lets the lookup find its rows quickly."""

    template = 'LOWER((%(expressions)s)::text COLLATE "C")'


@EmailField.register_lookup
class SameAddress(Lookup):
    lookup_name = "same_address"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, left_params = self.process_lhs(compiler, connection)
        _placeholder, right_params = self.process_rhs(compiler, connection)
        sides = [Folded.template % {"expressions": side} for side in (left, "%s")]
        return " = ".join(sides), [*left_params, *right_params]
