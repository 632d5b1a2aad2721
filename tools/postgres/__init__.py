"""A PostgreSQL of the project's own, where DATABASE_URL names none."""
