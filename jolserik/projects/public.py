"""What the portal may ask of the projects."""

from jolserik.people.actor import PUBLIC
from jolserik.projects.access import visible_to


def is_shown(code: str) -> bool:
    """Whether everybody may see the page of a subject: true of whatever is not a project."""
    kind, _, rest = code.partition(":")
    if kind == "phase":
        kind, code = "project", f"project:{rest.rpartition('-')[0]}"
    return kind != "project" or visible_to(PUBLIC).filter(subject__code=code).exists()
