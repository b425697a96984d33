"""From a question to an answer: read it, find and weigh passages, choose what to show or stay silent."""
