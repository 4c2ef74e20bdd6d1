"""The house itself: settings, addresses, middleware, base page, components, translations.

Words: route (an address and who may open it), component (a template and named examples).
Does not: hold any subject; rooms do.
"""
