"""What does it say?  Pure text. One file a noun; nothing is glued together from fragments.

Every sentence is a whole `str.format` template, so that it can be translated as a whole later.
"""
