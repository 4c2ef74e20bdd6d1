"""Forms of documents: a file with what it is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jolserik.core.words import word
from jolserik.desk.people_forms import DeskForm
from jolserik.documents.actions import DocumentDraft
from jolserik.documents.values import EXTENSIONS, DocumentKind

ACCEPT = ",".join(f".{extension}" for kinds in EXTENSIONS.values() for extension in kinds)


class VersionForm(DeskForm):
    """A newer file of a document."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )
    note = forms.CharField(
        label=_("What is new in it"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class DocumentForm(VersionForm):
    """A new document."""

    kind = forms.ChoiceField(label=_("What it is"))
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=300,
        help_text=_("Without one, the name of the file stands here."),
    )
    document_no = forms.CharField(label=_("Number"), required=False, max_length=80)
    signed_on = forms.DateField(
        label=_("Signed on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    confidential = forms.BooleanField(label=_("Only for the team and the heads"), required=False)
    field_order = ("kind", "file", "title", "document_no", "signed_on", "confidential", "note")

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # nosec B101  # declared above
        field.choices = [(k.value, word("document_kind", k, language)) for k in DocumentKind]
        self.fields["note"].label = _("Note")

    def draft(self) -> DocumentDraft:
        data = self.cleaned_data
        return DocumentDraft(
            kind=DocumentKind(data["kind"]),
            title=data["title"],
            document_no=data["document_no"],
            signed_on=data["signed_on"],
            confidential=data["confidential"],
            note=data["note"],
        )


class WithdrawDocumentForm(DeskForm):
    """Why a document should not be seen."""

    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=300)
