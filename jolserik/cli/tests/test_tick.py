"""`jolserik tick`: says what it did, in the reader's language, and does it once."""

import datetime as dt
from typing import Any
from unittest import mock

from click.testing import CliRunner, Result
from django.test import TestCase
from django.utils import timezone

from jolserik.cli import tick
from jolserik.people.models import Post
from jolserik.people.testing import BOLAT, DANA
from jolserik.projects.models import Project
from jolserik.projects.testing import project, settle_register


class TestTick(TestCase):
    row: Project

    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.row = project("Завод", now=timezone.now())
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        Post.objects.filter(person_id=BOLAT.key).update(valid_to=yesterday)

    def run_it(self, language: str) -> Result:
        return CliRunner().invoke(tick.command, ["--language", language], standalone_mode=False)

    def test_it_says_what_it_did_without_names_and_then_that_nothing_is_due(self) -> None:
        said = self.run_it("ru")
        assert (said.return_value, said.exception) == (0, None)
        assert "дела переданы (проекты: 1)" in said.output
        assert BOLAT.name not in said.output
        assert Project.objects.get(pk=self.row.pk).lead_id == DANA.key
        assert self.run_it("kk").output == "Ештеңе күтіп тұрған жоқ: бәрі орнында.\n"
        assert self.run_it("en").output.startswith("Nothing was due")

    def test_a_job_that_fails_is_told_and_the_others_are_done(self) -> None:
        def broken(now: Any, language: str) -> Any:
            raise RuntimeError("broken")

        jobs = {"nothing": broken, **tick.JOBS}
        with mock.patch.object(tick, "JOBS", jobs):
            said = self.run_it("en")
        assert said.return_value == 1
        assert "It failed" in said.output
        assert Project.objects.get(pk=self.row.pk).lead_id == DANA.key

    def test_the_language_is_that_of_the_machine(self) -> None:
        for spoken, chosen in (("kk_KZ", "kk"), ("en_US", "en"), (None, "ru"), ("C", "ru")):
            with mock.patch("locale.getlocale", return_value=(spoken, "UTF-8")):
                assert tick._of_the_machine() == chosen
