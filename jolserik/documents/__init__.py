"""Files: kept by their hash, with kind, version and who may see them.

Words: Document (what it is, about what), Version (one file of it), Blob (the bytes, once).
Does not: know projects; a document is about a thing named by kind and key, and the room of that
thing answers who may see it.
"""
