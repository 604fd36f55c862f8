"""Writes register.xlsx and broken.xlsx beside itself: python3 make_xlsx.py. Bytes are the same each time."""
import pathlib
import zipfile

HERE = pathlib.Path(__file__).parent
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def cell(ref, value, style=None, formula=None):
    if value is None:
        return ""
    style = f' s="{style}"' if style else ""
    formula = f"<f>{formula}</f>" if formula else ""
    if isinstance(value, str) and value.startswith("#"):
        return f'<c r="{ref}" t="e"{style}>{formula}<v>{value}</v></c>'
    if isinstance(value, str) and formula:
        return f'<c r="{ref}" t="str"{style}>{formula}<v>{value}</v></c>'
    if isinstance(value, str):
        return f'<c r="{ref}" t="inlineStr"{style}><is><t>{value}</t></is></c>'
    return f'<c r="{ref}"{style}>{formula}<v>{value}</v></c>'


# A title over merged cells, a header of two rows (`Rating` over two columns), an empty row, dates as serials.
ROWS = {
    1: [("A1", "Stakeholders of the programme")],
    3: [("A3", "ID"), ("B3", "Name"), ("C3", "Rating"), ("E3", "Since"), ("F3", "Role"), ("G3", "Team size")],
    4: [("C4", "Power"), ("D4", "Interest")],
    5: [("A5", 7), ("B5", "Ada Moss"), ("C5", 5), ("D5", 4), ("E5", 46023, 1), ("F5", "CFO", None, 'UPPER("cfo")'), ("G5", 12.5)],
    7: [("A7", 8), ("B7", "Bo Lind"), ("C7", 2), ("D7", "#REF!"), ("E7", 46054, 1), ("F7", "Ops")],
    8: [("A8", 9), ("C8", 3), ("D8", 3)],
    9: [("A9", 10), ("B9", "Cy Dee"), ("C9", 3), ("D9", 3), ("F9", "PM")],
}
MERGED = ["A1:G1", "A3:A4", "B3:B4", "C3:D3", "E3:E4", "F3:F4", "G3:G4"]


def sheet():
    rows = "".join(f'<row r="{n}">{"".join(cell(*c) for c in cells)}</row>' for n, cells in ROWS.items())
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in MERGED)
    return f'<worksheet {NS}><sheetData>{rows}</sheetData><mergeCells count="{len(MERGED)}">{merged}</mergeCells></worksheet>'


PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {NS} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="People" sheetId="1" r:id="r1"/><sheet name="Empty" sheetId="2" r:id="r2"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="r3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet {NS}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
    "xl/worksheets/sheet1.xml": sheet(),
    "xl/worksheets/sheet2.xml": f"<worksheet {NS}><sheetData/></worksheet>",
}


def write(name, parts):
    with zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            info = zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)


write("register.xlsx", PARTS)
# The sheet breaks off in its eighth row.
cut = PARTS["xl/worksheets/sheet1.xml"].split('<row r="8">')[0] + '<row r="8"><c r="A8'
write("broken.xlsx", PARTS | {"xl/worksheets/sheet1.xml": cut})
