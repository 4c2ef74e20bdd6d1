"""Static files named by their content, also where one module of ours imports another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Django can do this for all scripts, but a part of django-htmx imports what it does not bring.
OURS = "visit*.js"
IMPORT = (
    r"""(?P<matched>import(?P<import>[\s\{].*?|\*\s*as\s*\w+)"""
    r"""\s*from\s*['"](?P<url>\./.*?)['"]\s*;)"""
)


class NamedByContent(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # brings no types
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (OURS, ((IMPORT, 'import%(import)s from "%(url)s";'),)),
    )
