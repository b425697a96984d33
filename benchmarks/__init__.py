"""Making of the pages of numbers."""
