"""Forms of documents: a file with what it is; what is right about it, the room says."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from jolserik.core.words import Words
from jolserik.desk.fields import DeskForm, day_field, text_field
from jolserik.documents.actions import DocumentDraft
from jolserik.documents.kinds import ListedKind
from jolserik.documents.values import EXTENSIONS, DocumentKind, Media
from jolserik.site.uploads import MEGABYTE

PHOTOS: Final = ",".join(media for media in Media if media.is_image)
# HEIC is not among them, so a telephone that keeps photos so sends JPEG.
FILES: Final = ",".join(f".{one}" for kinds in EXTENSIONS.values() for one in kinds) + f",{PHOTOS}"


def file_field(label: Any, *, accept: str = FILES, required: bool = True, **attrs: str) -> Any:
    """An input for one file; the browser says at once when it is too large."""
    most = settings.LARGEST_FILE
    told: dict[str, Any] = {
        "accept": accept,
        "data-most": most,
        "data-too-large": _("The file is larger than %(most)s MB. Choose a smaller one.")
        % {"most": most // MEGABYTE},
    }
    return forms.FileField(
        label=label,
        required=required,
        widget=forms.FileInput(attrs=told | attrs),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        max_length=None,
    )


class VersionForm(DeskForm):
    """A newer file of a document."""

    note = text_field(_("What is new in it"), size=300)

    def __init__(self, *args: Any, photo: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = file_field(_("File"), accept=PHOTOS if photo else FILES)
        self.order_fields(["file", "note"])


class CorrectionForm(DeskForm):
    """What is said of a document."""

    kind = forms.ChoiceField(label=_("What it is"))
    title = text_field(_("Title of the document"), size=300)
    document_no = text_field(_("Number"), size=80, hint=_("As on the paper."))
    signed_on = day_field(_("Signed on"), required=False)
    confidential = forms.BooleanField(
        label=_("Only for the team and the heads"),
        required=False,
        help_text=_("Otherwise everybody who sees the project reads it, its investor too."),
    )

    def __init__(
        self,
        *args: Any,
        kinds: Mapping[str, ListedKind],
        language: str,
        kept: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label=_("What it is"),
            choices=[
                (code, _said(kind, language))
                for code, kind in kinds.items()
                if kind.active or code == kept
            ],
        )
        self.order_fields(["kind", "title", "document_no", "signed_on", "confidential"])

    def draft(self) -> DocumentDraft:
        typed = self.cleaned_data
        return DocumentDraft(
            kind=typed["kind"],
            title=typed["title"],
            document_no=typed["document_no"],
            signed_on=typed["signed_on"],
            confidential=typed["confidential"],
            note=typed.get("note", ""),
        )


class DocumentForm(CorrectionForm):
    """A new document."""

    note = text_field(_("Note"), size=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = file_field(_("File"))
        self.fields["title"].help_text = _("Without one, the name of the file stands here.")
        order = ["file", "kind", "title", "document_no", "signed_on", "confidential", "note"]
        self.order_fields(order)


class PhotoForm(DeskForm):
    """A new photo: from the camera at once, or one that is there already."""

    title = text_field(
        _("What the photo shows"),
        size=300,
        hint=_("It is read out to those who cannot see the photo."),
    )
    note = text_field(_("Note"), size=300)
    confidential = forms.BooleanField(label=_("Only for the team and the heads"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shrink = {"accept": PHOTOS, "data-shrink": "2560"}
        self.fields["camera"] = file_field(
            _("Take a photo"), required=False, capture="environment", **shrink
        )
        self.fields["file"] = file_field(_("Choose a photo"), required=False, **shrink)
        self.fields["file"].help_text = _("The place and the camera are removed from the file.")
        self.order_fields(["camera", "file", "title", "note", "confidential"])

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        typed["file"] = typed.get("camera") or typed.get("file")
        if not typed["file"] and not self.has_error("file") and not self.has_error("camera"):
            self.add_error("file", _("Take a photo or choose one."))
        return typed

    def draft(self) -> DocumentDraft:
        typed = self.cleaned_data
        return DocumentDraft(
            kind=DocumentKind.PHOTO,
            title=typed["title"],
            confidential=typed["confidential"],
            note=typed["note"],
        )


class WithdrawDocumentForm(DeskForm):
    """Why a document should not be seen."""

    reason = text_field(_("Why it is withdrawn"), size=300)


class KindForm(DeskForm):
    """A kind of documents that is not the program's own."""

    name_ru = text_field(_("Words in Russian"), size=120)
    name_kk = text_field(_("Words in Kazakh"), size=120)
    name_en = text_field(_("Words in English"), size=120)
    confidential = forms.BooleanField(
        label=_("Always only for the team and the heads"), required=False
    )
    active = forms.BooleanField(
        label=_("May be chosen"),
        required=False,
        initial=True,
        help_text=_("Documents of a kind that may not be chosen any more stay."),
    )

    def words(self) -> Words:
        typed = self.cleaned_data
        return Words(
            ru=typed.get("name_ru", ""),
            kk=typed.get("name_kk", ""),
            en=typed.get("name_en", ""),
        )

    @classmethod
    def showing(cls, kind: ListedKind, data: Any = None) -> "KindForm":
        """Filled with what holds; names of the program's own kinds are not to be changed."""
        names = {f"name_{x}": getattr(kind.words, x) for x in ("ru", "kk", "en")}
        flags = {"active": kind.active, "confidential": kind.confidential}
        form = cls(data, initial=names | flags)
        if kind.ours:
            for field in names:
                del form.fields[field]
        return form


class NewKindForm(KindForm):
    code = text_field(_("Code"), size=24, hint=_("Small Latin letters and hyphens."))
    field_order = ("code", "name_ru", "name_kk", "name_en", "confidential", "active")


def _said(kind: ListedKind, language: str) -> str:
    words = kind.words.get(language)
    return words[:1].upper() + words[1:]
