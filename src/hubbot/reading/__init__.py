"""From a text to its structure: sections, sentences, speeches and facts, all as spans, and passages made of them."""
