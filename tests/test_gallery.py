"""The gallery shows every chart there is, and its pictures are what its lines make."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

HOUSE = Path(__file__).resolve().parent.parent
DARKEST = 140  # of 255, of what may reach a border: no ink of letters
PNG = b"\x89PNG"


@pytest.fixture(scope="module")
def gallery() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gallery", HOUSE / "scripts" / "gallery.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    sys.modules["gallery"] = found
    spec.loader.exec_module(found)
    return found


@pytest.fixture(scope="module")
def shown(gallery: ModuleType) -> str:
    page: str = gallery.PAGE.read_text(encoding="utf-8")
    return page


def test_every_chart_that_is_exported_is_in_the_gallery(gallery: ModuleType) -> None:
    drawn = {picture.code.partition("(")[0] for picture in gallery.CHARTS}
    assert drawn == gallery.exported()


def test_every_picture_is_there_small_enough_and_shown_with_its_line(
    gallery: ModuleType, shown: str
) -> None:
    for picture in gallery.GALLERY:
        content = (gallery.PICTURES / f"{picture.name}.png").read_bytes()
        assert content.startswith(PNG)
        assert len(content) <= gallery.LARGEST
        assert (
            f"(gallery/{picture.name}.png)\n\n```python\n{picture.module}{picture.code}\n```"
            in shown
        )


def test_nothing_written_is_cut_at_the_right_border(gallery: ModuleType) -> None:
    for picture in gallery.GALLERY:
        with Image.open(gallery.PICTURES / f"{picture.name}.png") as read:
            assert np.asarray(read.convert("L"))[:, -1].min() > DARKEST, picture.name


def test_no_picture_is_left_over(gallery: ModuleType) -> None:
    there = {file.name for file in gallery.PICTURES.iterdir()}
    assert there == {f"{picture.name}.png" for picture in gallery.GALLERY}


def test_the_page_is_what_the_command_writes(gallery: ModuleType, shown: str) -> None:
    found = re.findall(r"!\[(.*)\]\(gallery/(\w+)\.png\)", shown)
    assert gallery.page({name: said for said, name in found}) == shown


def test_no_two_pictures_say_the_same(shown: str) -> None:
    said = re.findall(r"!\[(.*)\]\(gallery/\w+\.png\)", shown)
    assert all(said)
    assert len(set(said)) == len(said)


@pytest.mark.slow
def test_pictures_made_again_say_what_the_page_says(
    gallery: ModuleType, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(HOUSE)
    names = gallery.Names()
    for picture in gallery.GALLERY:
        if picture.name in ("day", "utilisation", "queues"):
            content, finding = gallery.made(picture, names)
            assert content.startswith(PNG)
            assert f"![{finding}](gallery/{picture.name}.png)" in shown
