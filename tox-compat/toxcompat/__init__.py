"""The runner behind tox-compat/run."""
