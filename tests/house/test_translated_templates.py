"""The texts of the admin's templates and scripts are marked for translation, or come from where they are."""

import re
from pathlib import Path

import pytest

from tests.house.test_translated_labels import is_spoken
from tests.house.tree import ROOT

TEMPLATES = ROOT / "office" / "templates"
SCRIPTS = ROOT / "office" / "static"
LIBRARIES = {"fullcalendar", "katex", "sortable", "trix"}
# What shows no text of its own: comments, marked texts, the style of a page; then tags, and values.
BLOCKS = re.compile(
    r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->"
    r"|\{% blocktrans(?:late)?\b.*?\{% endblocktrans(?:late)? %\}"
    r"|<(style|script)\b.*?</\1>|\{% block (?:style|form_attributes) %\}.*?\{% endblock %\}",
    re.DOTALL,
)
ICON = re.compile(r'<span class="[^"]*material-symbols-outlined[^"]*"[^>]*>[^<]*</span>')
DEFAULT = re.compile(r"""\|(?:default|default_if_none|pluralize|yesno):(["'])(.*?)\1""")
METHOD = "post"  # of a form
CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SPOKEN_ATTRIBUTE = re.compile(r'\s(?:alt|aria-label|label|placeholder|title)="([^"]*)"')
TAG = re.compile(r"<[^>]*>", re.DOTALL)
# A literal of a script with a blank and a capital letter, or a template literal with words.
SENTENCE = re.compile(r"""(["'`])([A-Z][^"'`\n]* [^"'`\n]*)\1""")


def list_plain_texts(source: str) -> list[str]:
    """The texts of a template that are not marked: between tags, in attributes that are read aloud, as defaults."""
    source = ICON.sub("", BLOCKS.sub(" ", source))
    defaults = [match[2] for match in DEFAULT.finditer(source)]
    html = CODE.sub("\N{ZERO WIDTH SPACE}", source)
    texts = [*(set(defaults) - {METHOD}), *SPOKEN_ATTRIBUTE.findall(html), *TAG.sub("\n", html).split("\n")]
    return [text.strip() for text in texts if is_spoken(text.strip("\N{ZERO WIDTH SPACE} |"))]


def list_plain_sentences(script: str) -> list[str]:
    code = re.sub(r"^\s*//.*$|\s// .*$", "", script, flags=re.MULTILINE)
    return [match[2] for match in SENTENCE.finditer(code)]


def list_scripts() -> list[Path]:
    return [path for path in sorted(SCRIPTS.rglob("*.js")) if not set(path.relative_to(SCRIPTS).parts) & LIBRARIES]


def test_every_text_of_a_template_is_translated() -> None:
    files = sorted(TEMPLATES.rglob("*.html"))
    found = {str(file.relative_to(ROOT)): list_plain_texts(file.read_text(encoding="utf-8")) for file in files}

    assert len(files) > 60
    assert {file: texts for file, texts in found.items() if texts} == {}


def test_no_script_has_texts_of_its_own() -> None:
    found = {
        str(file.relative_to(ROOT)): list_plain_sentences(file.read_text(encoding="utf-8")) for file in list_scripts()
    }

    assert len(found) > 8
    assert {file: texts for file, texts in found.items() if texts} == {}


@pytest.mark.parametrize(
    "source",
    [
        "<h1>Messages</h1>",
        "<p>{{ count }} rows</p>",
        '<button aria-label="Close"></button>',
        '<b>{{ text|default:"nothing yet" }}</b>',
        "{% block title %}Access denied{% endblock %}",
        '{{ counter }} row{{ counter|pluralize:"s are" }}',
    ],
)
def test_a_plain_text_of_a_template_is_found(source: str) -> None:
    assert list_plain_texts(source) != []


@pytest.mark.parametrize(
    "source",
    [
        '<h1>{% translate "Messages" %}</h1>',
        "{% blocktranslate trimmed count counter=n %}one row{% plural %}{{ counter }} rows{% endblocktranslate %}",
        '<a class="wide" title="{% translate \'Close\' %}">{{ name }}</a>',
        '<span class="material-symbols-outlined" aria-hidden="true">arrow_back</span>',
        '{{ sender|default:"Downwind" }} {# a remark #}',
    ],
)
def test_a_marked_text_of_a_template_is_not(source: str) -> None:
    assert list_plain_texts(source) == []
