"""What the specialists of a demo know, and where they have an interest."""

import datetime as dt
from collections import Counter

from django.db import transaction

from jolserik.people.actor import PROGRAM
from jolserik.specialists.actions import declare_interest, know
from jolserik.specialists.values import SkillKind
from jolserik.workshop import cast
from jolserik.workshop.folder import Folder
from jolserik.workshop.models import Loaded


@transaction.atomic
def settle(folder: Folder, *, now: dt.datetime) -> Counter[str]:
    """Add what is not there yet: once a person, after the cast, the places and the companies."""
    added: Counter[str] = Counter()
    done = set(Loaded.objects.filter(region=folder.slug).values_list("kind", "key"))
    for line in folder.of("person"):
        if ("knowledge", line["key"]) in done or not (line.get("knows") or line.get("interests")):
            continue
        person = cast.key_of(line["key"])
        for skill in line.get("knows", ()):
            kind, level = SkillKind(skill["kind"]), int(skill["level"])
            know(person, kind, skill["code"], level, by=PROGRAM, now=now)
        for interest in line.get("interests", ()):
            declare_interest(person, interest["company"], interest["reason"], by=PROGRAM, now=now)
        Loaded.objects.create(region=folder.slug, kind="knowledge", key=line["key"])
        added["knowledge"] += 1
    return added
