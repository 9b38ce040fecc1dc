"""What every PDF of the server needs: a font that holds people's real names, and text that is not markup."""

from pathlib import Path
from xml.sax.saxutils import escape

import fontpkg_noto_sans
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

# Latin with every accent, Greek and Cyrillic. The file is a variable font, of which reportlab takes the regular weight:
# headings stand out by size and colour instead.
FONT = "NotoSans"

pdfmetrics.registerFont(TTFont(FONT, Path(fontpkg_noto_sans.__file__).parent / "files" / "NotoSans[wdth,wght].ttf"))


def escaped(text: object) -> str:
    """`text` as reportlab's paragraphs show it literally."""
    return escape(str(text))
