"""How the packaged scorer is made: prepare, train, export, measure. Not part of the package."""
