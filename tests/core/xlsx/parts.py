"""Builds XLSX files from their parts, also such as no spreadsheet program would write."""

import io
import zipfile

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION = f'<Relationship Id="{{id}}" Type="{KINDS}/{{kind}}" Target="{{target}}"/>'
WORKBOOK = (
    f'<workbook {NAMESPACE} xmlns:r="{KINDS}">'
    '{properties}<sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
)


def build_text_cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def build_row(*cells: str) -> str:
    return f"<row>{''.join(cell if cell.startswith('<') else build_text_cell(cell) for cell in cells)}</row>"


def build_raw_xlsx(
    rows: str, *, formats: list[str] | None = None, strings: str = "", properties: str = "", **parts: str
) -> bytes:
    """A file with these rows. Style number n+1 has the n-th of `formats`: a code, or the id of a built-in format.

    `parts` replace or add parts; in their names `__` stands for a slash and `_xml` for the extension.
    """
    contents = {
        "_rels/.rels": RELATIONS.format(RELATION.format(id="r1", kind="officeDocument", target="xl/workbook.xml")),
        "xl/workbook.xml": WORKBOOK.format(properties=properties),
        "xl/_rels/workbook.xml.rels": RELATIONS.format(
            RELATION.format(id="r1", kind="worksheet", target="worksheets/sheet1.xml")
            + RELATION.format(id="r2", kind="sharedStrings", target="/xl/sharedStrings.xml")
            + RELATION.format(id="r3", kind="styles", target="styles.xml")
        ),
        "xl/worksheets/sheet1.xml": f"<worksheet {NAMESPACE}><sheetData>{rows}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {NAMESPACE}>{strings}</sst>",
        "xl/styles.xml": build_styles(formats or []),
        **{name.replace("__", "/").replace("_xml", ".xml"): content for name, content in parts.items()},
    }
    return build_archive({name: content.encode() for name, content in contents.items() if content})


def build_styles(formats: list[str]) -> str:
    custom = "".join(
        f'<numFmt numFmtId="{200 + index}" formatCode="{escape_text(code)}"/>' for index, code in enumerate(formats)
    )
    ids = [
        code if code.isdecimal() and code != "0" and len(code) < 3 else str(200 + n) for n, code in enumerate(formats)
    ]
    xfs = "".join(f'<xf numFmtId="{id}"/>' for id in ids)
    return f'<styleSheet {NAMESPACE}><numFmts>{custom}</numFmts><cellXfs><xf numFmtId="0"/>{xfs}</cellXfs></styleSheet>'


def escape_text(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def build_archive(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()
