"""What a workbook says beside its rows: which sheet was open, the texts that cells share, and the formats of cells."""

from dataclasses import dataclass, field

from core.exceptions import InvalidInput
from core.tables.xlsx.archive import TOO_LARGE, UNREADABLE, Archive, ElementHandler, get_relations_path, resolve_path

MAX_STRINGS = 300_000
MAX_STYLES = 65_490  # what Excel takes
MAX_TEXT_LENGTH = 32_767  # of a cell, in Excel
MAX_ID = 10  # digits of a number that only counts


@dataclass
class Workbook:
    """`sheet` is the part with the rows of the sheet that was open when the file was saved."""

    sheet: str = ""
    strings: list[str] = field(default_factory=list)
    formats: list[int] = field(default_factory=list)
    custom: dict[int, str] = field(default_factory=dict)
    is_1904: bool = False


def read_workbook(archive: Archive) -> Workbook:
    """Refuses with InvalidInput what is no workbook, or holds more than one may."""
    home = next(iter(read_relations(archive, "").of("officeDocument")), "xl/workbook.xml")
    found = read_relations(archive, home)
    outline = Outline()
    archive.read(home, outline)
    strings, styles = Strings(), Styles()
    for part in found.of("sharedStrings")[:1]:
        archive.read(part, strings)
    for part in found.of("styles")[:1]:
        archive.read(part, styles)
    return Workbook(find_open_sheet(outline, found), strings.texts, styles.formats, styles.custom, outline.is_1904)


def find_open_sheet(outline: "Outline", found: "Relations") -> str:
    """The open sheet, or the first that has cells where a chart is open."""
    sheets = set(found.of("worksheet"))
    listed = [found.targets[id][1] for id in outline.sheets if id in found.targets]
    ordered = [*listed[outline.active : outline.active + 1], *listed]
    sheet = next((part for part in ordered if part in sheets), None)
    if sheet is None:
        raise InvalidInput(UNREADABLE)
    return sheet


def read_relations(archive: Archive, base: str) -> "Relations":
    found = Relations(base)
    archive.read(get_relations_path(base), found)
    return found


def parse_whole(text: str | None) -> int:
    """A count or an id as XML writes it; 0 for anything else."""
    return int(text) if text and len(text) <= MAX_ID and text.isascii() and text.isdigit() else 0


class Relations(ElementHandler):
    """Where the relationships of a part lead: by id, the kind and the part."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.targets: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.targets[attributes.get("Id", "")] = kind, resolve_path(attributes.get("Target", ""), self.base)

    def of(self, kind: str) -> list[str]:
        return [part for found, part in self.targets.values() if found == kind]


class Outline(ElementHandler):
    """The list of sheets."""

    def __init__(self) -> None:
        self.sheets: list[str] = []
        self.active = 0
        self.is_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            self.sheets.append(next((value for key, value in attributes.items() if key.endswith(":id")), ""))
        elif name == "workbookView":
            self.active = parse_whole(attributes.get("activeTab"))
        elif name == "workbookPr":
            self.is_1904 = attributes.get("date1904", "") in ("1", "true")


class RichText(ElementHandler):
    """Text in runs of different looks, without how it is pronounced."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.is_open = False
        self.phonetic = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "t":
            self.is_open = not self.phonetic
        elif name == "rPh":
            self.phonetic += 1

    def end(self, name: str) -> None:
        if name == "t":
            self.is_open = False
        elif name == "rPh":
            self.phonetic -= 1

    def text(self, data: str) -> None:
        if self.is_open:
            self.keep(data)

    def keep(self, data: str) -> None:
        self.length += len(data)
        if self.length > MAX_TEXT_LENGTH:
            raise InvalidInput(TOO_LARGE)
        self.pieces.append(data)

    def take(self) -> str:
        text = "".join(self.pieces)
        self.pieces.clear()
        self.length = 0
        return text


class Strings(RichText):
    """The texts that cells refer to by their place."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def end(self, name: str) -> None:
        super().end(name)
        if name == "si":
            self.texts.append(self.take())
            if len(self.texts) > MAX_STRINGS:
                raise InvalidInput(TOO_LARGE)


class Styles(ElementHandler):
    """The id of the number format of each cell style, and the codes of the formats that the file defines."""

    def __init__(self) -> None:
        self.formats: list[int] = []
        self.custom: dict[int, str] = {}
        self.is_inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.custom[parse_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self.is_inside = True
        elif name == "xf" and self.is_inside:
            self.formats.append(parse_whole(attributes.get("numFmtId")))
        if len(self.formats) > MAX_STYLES or len(self.custom) > MAX_STYLES:
            raise InvalidInput(TOO_LARGE)

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.is_inside = False
