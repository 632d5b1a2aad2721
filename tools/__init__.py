"""What `make` calls. What runs before the environment exists needs the standard library alone."""
