"""The lab: README.md beside this file is the map."""
