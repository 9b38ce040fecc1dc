"""The parts of a workbook other than rows: the active worksheet, shared strings, and the number formats of cells."""

from dataclasses import dataclass, field

from core.exceptions import InvalidInput
from core.tables.xlsx.archive import TOO_LARGE, UNREADABLE, Archive, ElementHandler, get_relations_path, resolve_path

MAX_STRINGS = 300_000
MAX_STYLES = 65_490  # Excel's limit
MAX_TEXT_LENGTH = 32_767  # Excel's limit for a cell
MAX_ID_DIGITS = 10


@dataclass
class Workbook:
    """`worksheet` is the part with the rows of the worksheet that was active when the file was saved."""

    worksheet: str = ""
    strings: list[str] = field(default_factory=list)
    formats: list[int] = field(default_factory=list)
    custom: dict[int, str] = field(default_factory=dict)
    is_1904: bool = False


def read_workbook(archive: Archive) -> Workbook:
    """Raises InvalidInput for a file that is not a workbook, or that exceeds a limit."""
    main_part = next(iter(read_relations(archive, "").list_targets("officeDocument")), "xl/workbook.xml")
    relations = read_relations(archive, main_part)
    outline = Outline()
    archive.parse(main_part, outline)
    strings, styles = Strings(), Styles()
    for part in relations.list_targets("sharedStrings")[:1]:
        archive.parse(part, strings)
    for part in relations.list_targets("styles")[:1]:
        archive.parse(part, styles)
    worksheet = find_active_worksheet(outline, relations)
    return Workbook(worksheet, strings.texts, styles.formats, styles.custom, outline.is_1904)


def find_active_worksheet(outline: "Outline", relations: "Relations") -> str:
    """The part of the active worksheet; where a chart sheet is active, of the first worksheet."""
    worksheets = set(relations.list_targets("worksheet"))
    listed = [relations.targets[id][1] for id in outline.sheets if id in relations.targets]
    ordered = [*listed[outline.active : outline.active + 1], *listed]
    worksheet = next((part for part in ordered if part in worksheets), None)
    if worksheet is None:
        raise InvalidInput(UNREADABLE)
    return worksheet


def read_relations(archive: Archive, base: str) -> "Relations":
    relations = Relations(base)
    archive.parse(get_relations_path(base), relations)
    return relations


def parse_whole(text: str | None) -> int:
    """A count or an id as XML writes it; 0 for anything else."""
    return int(text) if text and len(text) <= MAX_ID_DIGITS and text.isascii() and text.isdigit() else 0


class Relations(ElementHandler):
    """The relationships of a part: by id, the kind and the target part."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.targets: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.targets[attributes.get("Id", "")] = kind, resolve_path(attributes.get("Target", ""), self.base)

    def list_targets(self, kind: str) -> list[str]:
        return [part for target_kind, part in self.targets.values() if target_kind == kind]


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
    """Text in runs of different formatting, without phonetic hints (`rPh`), which no cell shows."""

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

    def data(self, text: str) -> None:
        if self.is_open:
            self.add_text(text)

    def add_text(self, text: str) -> None:
        self.length += len(text)
        if self.length > MAX_TEXT_LENGTH:
            raise InvalidInput(TOO_LARGE)
        self.pieces.append(text)

    def take_text(self) -> str:
        """Returns the collected text and clears it."""
        text = "".join(self.pieces)
        self.pieces.clear()
        self.length = 0
        return text


class Strings(RichText):
    """The shared strings, to which cells refer by index."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def end(self, name: str) -> None:
        super().end(name)
        if name == "si":
            self.texts.append(self.take_text())
            if len(self.texts) > MAX_STRINGS:
                raise InvalidInput(TOO_LARGE)


class Styles(ElementHandler):
    """The id of the number format of each cell style, and the codes of the custom formats of the file."""

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
