"""For makers: loading a region from data files, the demo, the component page, benchmarks.

Words: region folder (docs/data-format.md), demo (a database that `jolserik demo` made), cast.
Does not: hold anything a real region needs at run time.
"""
