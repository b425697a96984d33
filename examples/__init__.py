"""Host pages that embed the chat, as a site owner would write them."""
