"""What is known about a text beside its words; the record lives with the sources that fill it."""

from hubbot.sources.metadata import Metadata, read_metadata

__all__ = ["Metadata", "read_metadata"]
