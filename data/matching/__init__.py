"""Which record a file is about: by the numbers in its name and text, and by words that say what kind of paper it is.

Nothing here decides what is published: it proposes, and says whether it is certain (docs/publishing.md).
"""
