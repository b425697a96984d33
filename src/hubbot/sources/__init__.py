"""From a path or an address that the owner gives to a canonical text with metadata."""
