"""A PostgreSQL of the project's own, for `make run` and `make test` where DATABASE_URL names none."""
