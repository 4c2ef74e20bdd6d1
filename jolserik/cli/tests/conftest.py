"""Machines that are made once: empty, and filled with a region."""

import shutil
from pathlib import Path

import pytest

from jolserik.cli.tests.machine import KARAGANDA, Machine


@pytest.fixture(scope="package")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """On SQLite, without rows. Read only: take `empty` to write."""
    machine = Machine(tmp_path_factory.mktemp("migrated"))
    machine.does("migrate")
    return machine


@pytest.fixture
def empty(migrated: Machine, tmp_path: Path) -> Machine:
    """A migrated machine on SQLite without rows, for this test alone."""
    return Machine(shutil.copytree(migrated.folder, tmp_path / "empty"))


@pytest.fixture(scope="package")
def karaganda(migrated: Machine, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """On SQLite, with the region. Read only."""
    folder = tmp_path_factory.mktemp("karaganda") / "data"
    machine = Machine(shutil.copytree(migrated.folder, folder))
    machine.does("region", "load", KARAGANDA)
    return machine
