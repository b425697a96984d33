"""The HTTP API under ``/api/v1``, and what keeps the server safe: small modules that `server` puts together."""
