"""The surfaces: each parses its input, calls the chatbot, renders the answer."""
