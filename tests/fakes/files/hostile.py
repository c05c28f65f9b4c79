"""Hostile and broken PDF and DOCX files, each made here."""

import io
import zipfile
import zlib

import docx

_CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_BODY = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>"
)


def pdf(*objects: str | bytes, extra_trailer: str = "") -> bytes:
    """Write a PDF whose first object is its catalog."""
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        written = body.encode("latin-1") if isinstance(body, str) else body
        content += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R {extra_trailer} >>\nstartxref\n"
    head = f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}{len(content)}\n%%EOF\n"
    return content + head.encode("latin-1")


def stream(content: bytes, entries: str = "") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (
        len(content), entries.encode("latin-1"), content,
    )  # fmt: skip


def page_of(contents: bytes, *more: str | bytes, resources: str = "<< >>") -> bytes:
    """Write a PDF of one page that draws `contents`, object 4; `more` begin at 5."""
    return pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources {resources}"
        " /Contents 4 0 R >>",
        contents,
        *more,
    )


def deflated_gigabyte() -> bytes:
    """Deflate a gigabyte of zeros by deflating a megabyte of them once."""
    packing, zeros = zlib.compressobj(9), bytes(1_000_000)
    first = packing.compress(zeros) + packing.flush(zlib.Z_FULL_FLUSH)
    same = packing.compress(zeros) + packing.flush(zlib.Z_FULL_FLUSH)
    checksum = 1
    for _ in range(1_000):
        checksum = zlib.adler32(zeros, checksum)
    return first + same * 999 + b"\x03\0" + checksum.to_bytes(4, "big")


def flate_bomb() -> bytes:
    """A page of a few kilobytes that unpacks, twice, to a gigabyte."""
    twice = zlib.compress(deflated_gigabyte(), 9)
    return page_of(stream(twice, "/Filter [/FlateDecode /FlateDecode]"))


def endless_form() -> bytes:
    """A page that draws a form, which draws itself twice."""
    resources = "<< /XObject << /F 5 0 R >> >>"
    form = stream(
        b"/F Do /F Do", f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources {resources}"
    )
    return page_of(stream(b"/F Do"), form, resources=resources)


def circular_pages() -> bytes:
    return pdf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R] /Count 1 >>")


def circular_table() -> bytes:
    whole = pdf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>")
    at = whole.index(b"xref\n")
    return pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [] /Count 0 >>",
        extra_trailer=f"/Prev {at}",
    )


def many_operators() -> bytes:
    """A page that draws 140,000 letters, none beside another."""
    places = " ".join(f"1 0 0 1 {i * 37 % 601} {i * 91 % 809} Tm (a) Tj" for i in range(140_000))
    return page_of(
        stream(b"BT /F1 9 Tf %s ET" % places.encode()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        resources="<< /Font << /F1 5 0 R >> >>",
    )


def docx_of(document: str | bytes, **others: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", _CONTENT_TYPES)
        parts.writestr("_rels/.rels", _RELATIONS)
        parts.writestr("word/document.xml", document)
        for name, content in others.items():
            parts.writestr(name, content)
    return target.getvalue()


def docx_saying(text: str, doctype: str = "") -> bytes:
    return docx_of(f'<?xml version="1.0"?>{doctype}{_BODY.format(text)}')


def plain_docx() -> bytes:
    document, target = docx.Document(), io.BytesIO()
    document.add_paragraph("Nobody was hurt.")
    document.save(target)
    return target.getvalue()


def zip_bomb() -> bytes:
    return docx_of(_BODY.format("x"), bomb=bytes(201_000_000))


def zip_bomb_that_lies() -> bytes:
    """A DOCX whose text unpacks to 150 MB, and whose directory gives it 1,000 bytes."""
    size = len(document := _BODY.format("x" * 150_000_000).encode())
    bomb = docx_of(document)
    return bomb.replace(size.to_bytes(4, "little"), (1_000).to_bytes(4, "little"))


def billion_laughs() -> bytes:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return docx_saying("&l9;", f'<!DOCTYPE w [<!ENTITY l0 "ha">{laughs}]>')


def external_entity() -> bytes:
    return docx_saying("&e;", '<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>')


def deep_docx() -> bytes:
    return docx_of(
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{'<w:p>' * 100_000}{'</w:p>' * 100_000}</w:body></w:document>"
    )
