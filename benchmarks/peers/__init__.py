"""hubbot side by side with what one would pick instead: same model, same texts, same questions, same threads.

    .venv/bin/python -m benchmarks.peers setup       # an environment of its own for each, 9 GB, ten minutes
    .venv/bin/python -m benchmarks.peers quality     # once; not a matter of time
    .venv/bin/python -m benchmarks.peers speed       # by turns
    .venv/bin/python -m benchmarks.peers table

One small file a peer: ``plain``, ``txtai``, ``langchain``, ``llamaindex``, ``haystack``, ``verbatim`` and ``ours``.
Each is used as its own documentation shows, with the settings in its file, and runs in its own interpreter.
"""
