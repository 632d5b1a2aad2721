"""Which of cosmic-ray's mutants are worth their time.

Cosmic-ray replaces an operator by each other one; all of these but the nearest say the same of the
tests, at ten times the price. A mutant inside an annotation says nothing: it breaks at import, or
nobody reads it. Leaving both out makes the share of those killed smaller, not larger.
"""

import ast
import sqlite3
from pathlib import Path

NEAREST = {
    "Add_Sub", "Sub_Add", "Mul_Add", "Div_Mul", "FloorDiv_Mul", "Mod_Add", "Pow_Mul",
    "BitOr_BitAnd", "BitAnd_BitOr", "BitXor_BitAnd",
    "Eq_NotEq", "NotEq_Eq", "Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE",
    "GtE_Gt", "GtE_Lt", "Is_IsNot", "IsNot_Is",
    "USub_UAdd", "UAdd_USub", "Delete_Not", "Delete_Invert",
}  # fmt: skip
OF_OPERATORS = (
    "core/ReplaceBinaryOperator_",
    "core/ReplaceComparisonOperator_",
    "core/ReplaceUnaryOperator_",
)


def leave_out(session: Path, source: str) -> int:
    """Take the mutants that are not worth it out of cosmic-ray's `session`; how many stay."""
    spans = _annotations(source)
    with sqlite3.connect(session) as database:
        asked = "select job_id, operator_name, start_pos_row, start_pos_col from mutation_specs"
        unwanted = [
            (job,)
            for job, operator, row, column in database.execute(asked).fetchall()
            if not _is_nearest(operator) or any(a <= (row, column) < b for a, b in spans)
        ]
        for table in ("mutation_specs", "work_items"):
            database.executemany(f"delete from {table} where job_id = ?", unwanted)
        return database.execute("select count(*) from work_items").fetchone()[0]


def _is_nearest(operator: str) -> bool:
    for family in OF_OPERATORS:
        if operator.startswith(family):
            return operator.removeprefix(family) in NEAREST
    return True


def _annotations(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where annotations begin and end, as (row, column)."""
    found: list[ast.expr | None] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            found.append(node.returns)
        elif isinstance(node, ast.arg | ast.AnnAssign):
            found.append(node.annotation)
    return [
        ((node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0))
        for node in found
        if node is not None
    ]
