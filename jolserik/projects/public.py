"""What the portal may ask of the projects."""

from jolserik.people.actor import PUBLIC
from jolserik.projects.access import visible_to
from jolserik.projects.models import Project


def is_kept(code: str) -> bool:
    """Whether figures of a subject may be opened by everybody: also those of a project that was
    merged into one that is shown, so that links to its figures give the same digits for ever."""
    if is_shown(code):
        return True
    former = Project.objects.filter(subject__code=code, published=True)
    return former.filter(merged_into__published=True).exists()


def is_shown(code: str) -> bool:
    """Whether everybody may see the page of a subject: true of whatever is not a project."""
    kind, _, rest = code.partition(":")
    if kind == "phase":
        kind, code = "project", f"project:{rest.rpartition('-')[0]}"
    return kind != "project" or visible_to(PUBLIC).filter(subject__code=code).exists()
