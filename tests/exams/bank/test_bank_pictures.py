"""Which pictures can be taken."""

from io import BytesIO

import pytest
from PIL import Image

from exams.bank.pictures import InvalidPicture, detect_suffix


def build_picture(kind: str, size: tuple[int, int] = (8, 8), mode: str = "L") -> bytes:
    content = BytesIO()
    Image.new(mode, size).save(content, kind)
    return content.getvalue()


@pytest.mark.parametrize(("kind", "suffix"), [("PNG", ".png"), ("JPEG", ".jpg"), ("GIF", ".gif"), ("WEBP", ".webp")])
def test_pictures_that_browsers_show_are_taken(kind: str, suffix: str) -> None:
    assert detect_suffix(build_picture(kind)) == suffix


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "damaged"),
        (build_picture("TIFF"), "damaged"),
        (build_picture("PNG", (200, 200))[:-30], "damaged"),
        (build_picture("JPEG", (200, 200))[:300], "damaged"),
        (build_picture("PNG", (5000, 4001), "1"), "pixels"),
        (build_picture("PNG", (10_000, 10_000), "1"), "pixels"),
        (build_picture("PNG") + bytes(2 * 1024 * 1024), "2 MB"),
    ],
    ids=["empty", "svg", "tiff", "cut png", "cut jpeg", "too many pixels", "bomb", "too large"],
)
def test_other_pictures_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(InvalidPicture, match=reason):
        detect_suffix(data)
