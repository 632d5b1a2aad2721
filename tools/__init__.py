"""What `make` calls. Modules that run before the environment exists need the standard library alone."""
