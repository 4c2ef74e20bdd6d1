"""Finding anything by any of its names: folded, transliterated text and its trigrams.

Words: Entry (a thing with its names), kind (of what sort, who may see it), word (a skeleton that
stands in entries), posting (a word stands in an entry), rank (which of them come first), slot (a
word of a question), reading (what a question may mean), hit.
Does not: know what a project is. Rooms above put and remove their entries in their own acts;
`site` says for each kind who may see it, where its page is and how to make all entries anew.
Whoever may see an entry may find it by everything that stands in it.
"""
