"""Files in Moodle XML, and pictures to put into them."""

from io import BytesIO

from PIL import Image

from exams.bank.entries import QuestionEntry
from exams.bank.formats.moodle import read_moodle


def build_png(size: tuple[int, int] = (2, 2)) -> bytes:
    content = BytesIO()
    Image.new("1", size).save(content, "PNG")
    return content.getvalue()


def build_quiz(*questions: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><quiz>{"".join(questions)}</quiz>'.encode()


def build_question(
    text: str = "Q?", *, more: str = "<single>true</single>", kind: str = "multichoice", answers: str = ""
) -> str:
    answers = answers or (
        '<answer fraction="100"><text>yes</text><feedback><text>Well done</text></feedback></answer>'
        '<answer fraction="0"><text>no</text></answer>'
    )
    return (
        f'<question type="{kind}"><name><text>Name</text></name><questiontext format="html">'
        f"<text><![CDATA[{text}]]></text>{more if '<file' in more else ''}</questiontext>"
        f"{'' if '<file' in more else more}{answers}</question>"
    )


def read_one(*args: str, **kwargs: str) -> QuestionEntry:
    (entry,) = read_moodle(build_quiz(build_question(*args, **kwargs)))
    return entry


def build_file(content: str, name: str = "wind%20rose.png") -> str:
    return f'<file name="{name.replace("%20", " ")}" path="/" encoding="base64">{content}</file>'
