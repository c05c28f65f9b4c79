"""Prints a document as a PDF with LibreOffice, Chromium, TeX, Typst and WeasyPrint.

Each is a program or package of its own, which nobody needs to run Pullquote; what is not installed
is left out. Chromium has no notes at the foot of a page: there they stand behind the text.
"""

import html
import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.pdf.documents import Document, Paragraph

SHY = "\N{SOFT HYPHEN}"
_SECONDS = 180
_LONG_WORD = re.compile(r"[^\W\d_]{8,}")
_VOWEL = re.compile(r"(?<=[^\W\d_aeiouyаеёиоуыэюяіїє]{1}[aeiouyаеёиоуыэюяіїє])(?=[^\W\d_]{3})")

Printer = Callable[[Document, Path], None]


def available() -> Mapping[str, Printer]:
    """Return the printers that are installed here."""
    found: dict[str, Printer] = {}
    for name, program, printer in (
        ("LibreOffice", "soffice", print_with_libreoffice),
        ("Chromium", "chromium", print_with_chromium),
        ("TeX", "pdflatex", print_with_tex),
    ):
        if shutil.which(program):
            found[name] = printer
    for name, package, printer in (
        ("Typst", "typst", print_with_typst),
        ("WeasyPrint", "weasyprint", print_with_weasyprint),
    ):
        if importlib.util.find_spec(package):
            found[name] = printer
    return found


def print_with_libreoffice(document: Document, target: Path) -> None:
    """Write a flat ODT with columns, footnotes, heads and hyphens, and convert it."""
    source = target.with_suffix(".fodt")
    source.write_text(_fodt(document), "utf-8")
    profile = f"-env:UserInstallation=file://{target.parent.resolve()}/profile"
    _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", target.parent, source)


def print_with_chromium(document: Document, target: Path) -> None:
    """Print a page with the date and the address at the edges where a document has heads."""
    source = target.with_suffix(".html")
    source.write_text(_html(document, footnotes=False), "utf-8")
    edges = () if document.head else ("--no-pdf-header-footer",)
    flags = ("--headless", "--no-sandbox", "--disable-gpu", *edges)
    _run("chromium", *flags, f"--print-to-pdf={target}", source)


def print_with_tex(document: Document, target: Path) -> None:
    """Print the English documents with pdfLaTeX; the others need fonts that few have."""
    if document.language != "en":
        return
    source = target.with_suffix(".tex")
    source.write_text(_tex(document), "utf-8")
    _run("pdflatex", "-interaction=nonstopmode", f"-output-directory={target.parent}", source)


def print_with_typst(document: Document, target: Path) -> None:
    """Print with Typst, which hyphenates in all three languages."""
    import typst

    typst.compile(_typst(document).encode(), output=str(target))


def print_with_weasyprint(document: Document, target: Path) -> None:
    """Print with WeasyPrint, whose footnotes stand at the foot of the page."""
    script = "import sys, weasyprint; weasyprint.HTML(sys.argv[1]).write_pdf(sys.argv[2])"
    source = target.with_suffix(".html")
    source.write_text(_html(document, footnotes=True), "utf-8")
    _run(sys.executable, "-c", script, source, target)


def _run(*command: object) -> None:
    subprocess.run(
        [str(part) for part in command], check=True, capture_output=True, timeout=_SECONDS
    )


def _with_soft_hyphens(text: str) -> str:
    return _LONG_WORD.sub(lambda word: _VOWEL.sub(SHY, word[0]), text)


def _html(document: Document, footnotes: bool) -> str:
    """Write the page that both browsers print; its hyphens are soft ones."""
    written = _with_soft_hyphens if document.is_hyphenated else str
    parts, notes = [], []
    for paragraph in document.paragraphs:
        text, note = html.escape(written(paragraph.text)), html.escape(written(paragraph.note))
        if paragraph.is_heading:
            parts.append(f"<h2>{text}</h2>")
        elif not note:
            parts.append(f"<p>{text}</p>")
        elif footnotes:
            parts.append(f"<p>{text}<span class=note>{note}</span></p>")
        else:
            notes.append(f"<p class=end>{note}</p>")
            parts.append(f"<p>{text}<sup>{len(notes)}</sup></p>")
    head = (
        f'@top-center {{ content: "{document.head}"; font-size: 8pt }}'
        " @bottom-right { content: counter(page); font-size: 8pt }"
        if document.head and footnotes
        else ""
    )
    return f"""<!DOCTYPE html><html lang={document.language}><meta charset=utf-8>
<title>{document.title}</title><style>
@page {{ size: {document.page}; margin: 20mm 15mm; {head} }}
body {{ font-family: "Liberation Serif", "DejaVu Serif", serif; font-size: {document.size}pt }}
main {{ column-count: {document.columns}; column-gap: 14pt; text-align: justify }}
.note {{ float: footnote; font-size: 8pt }} .end {{ font-size: 8pt }} h2 {{ break-after: avoid }}
</style><h1>{document.title}</h1><main>{"".join(parts)}{"".join(notes)}</main></html>"""


def _fodt(document: Document) -> str:
    width, height = ("21cm", "29.7cm") if document.page == "A4" else ("14.8cm", "21cm")
    running = (
        "<style:header-style/><style:footer-style/>" if document.head else "",
        f"<style:header><text:p>{html.escape(document.head)}</text:p></style:header><style:footer>"
        "<text:p>Page <text:page-number/> of <text:page-count/></text:p></style:footer>"
        if document.head
        else "",
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
{_fodt_styles(document)}
<office:automatic-styles><style:page-layout style:name="P"><style:page-layout-properties
 fo:page-width="{width}" fo:page-height="{height}" fo:margin="1.8cm"/>{running[0]}
</style:page-layout><style:style style:name="S" style:family="section"><style:section-properties>
<style:columns fo:column-count="{document.columns}" fo:column-gap="0.5cm"/>
</style:section-properties></style:style></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="P">
{running[1]}</style:master-page></office:master-styles>
<office:body><office:text><text:p text:style-name="Heading">{html.escape(document.title)}</text:p>
<text:section text:style-name="S" text:name="s">{_fodt_body(document)}</text:section>
</office:text></office:body></office:document>"""


def _fodt_styles(document: Document) -> str:
    country = {"en": "US", "ru": "RU", "uk": "UA"}[document.language]
    hyphens = str(document.is_hyphenated).lower()
    return f"""<office:styles>
<style:default-style style:family="paragraph"><style:paragraph-properties
 fo:hyphenation-ladder-count="no-limit"/><style:text-properties style:font-name="Liberation Serif"
 fo:font-family="Liberation Serif" fo:font-size="{document.size}pt" fo:hyphenate="{hyphens}"
 fo:hyphenation-remain-char-count="2" fo:hyphenation-push-char-count="2"
 fo:language="{document.language}" fo:country="{country}"/></style:default-style>
<style:style style:name="Body" style:family="paragraph"><style:paragraph-properties
 fo:text-align="justify" fo:margin-bottom="0.2cm"/></style:style>
<style:style style:name="Heading" style:family="paragraph"><style:paragraph-properties
 fo:margin-top="0.4cm" fo:margin-bottom="0.2cm" fo:keep-with-next="always"/><style:text-properties
 fo:font-weight="bold" fo:font-size="{document.size + 3}pt"/></style:style>
<style:style style:name="Note" style:family="paragraph"><style:text-properties
 fo:font-size="8pt"/></style:style>
</office:styles>"""


def _fodt_body(document: Document) -> str:
    notes = 0
    body = []
    for paragraph in document.paragraphs:
        text = html.escape(paragraph.text)
        if paragraph.note:
            notes += 1
            text += (
                f'<text:note text:id="n{notes}" text:note-class="footnote"><text:note-citation>'
                f"{notes}</text:note-citation><text:note-body>"
                f'<text:p text:style-name="Note"> {html.escape(paragraph.note)}</text:p>'
                "</text:note-body></text:note>"
            )
        style = "Heading" if paragraph.is_heading else "Body"
        body.append(f'<text:p text:style-name="{style}">{text}</text:p>')
    return "".join(body)


_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def _tex_text(text: str) -> str:
    escaped = "".join(_TEX.get(c, f"\\{c}" if c in "&%$#_{}" else c) for c in text)
    for mark, command in (
        ("№", r"\textnumero{}"),
        ("…", r"\dots{}"),
        ("−", "-"),
        ("€", r"\texteuro{}"),
    ):
        escaped = escaped.replace(mark, command)
    return escaped


def _tex(document: Document) -> str:
    def written(paragraph: Paragraph) -> str:
        text = _tex_text(paragraph.text)
        if paragraph.is_heading:
            return rf"\section*{{{text}}}"
        note = rf"\footnote{{{_tex_text(paragraph.note)}}}" if paragraph.note else ""
        return text + note

    body = "\n\n".join(map(written, document.paragraphs))
    if document.columns > 1:
        body = rf"\begin{{multicols}}{{{document.columns}}}{body}\end{{multicols}}"
    hyphens = "" if document.is_hyphenated else r"\hyphenpenalty=10000\emergencystretch=3em"
    head = (
        rf"\pagestyle{{fancy}}\fancyhead[C]{{{_tex_text(document.head)}}}" if document.head else ""
    )
    return rf"""\documentclass[{document.size}pt,{document.page.lower()}paper]{{article}}
\usepackage[T1]{{fontenc}}\usepackage[utf8]{{inputenc}}\usepackage{{textcomp,lmodern,multicol}}
\usepackage{{fancyhdr}}\usepackage[margin=20mm]{{geometry}}{hyphens}
\begin{{document}}{head}\begin{{center}}\LARGE {_tex_text(document.title)}\end{{center}}

{body}\end{{document}}"""


def _typst(document: Document) -> str:
    def text(written: str) -> str:
        return re.sub(r"([\\#*_`$<>@\[\]~/'\"=+-])", r"\\\1", written)

    parts = []
    for paragraph in document.paragraphs:
        note = f" #footnote[{text(paragraph.note)}]" if paragraph.note else ""
        parts.append(("= " if paragraph.is_heading else "") + text(paragraph.text) + note.lstrip())
    head = f'header: [{text(document.head)}], numbering: "1",' if document.head else ""
    return f"""#set page(paper: "{document.page.lower()}", margin: 18mm, {head})
#set text(size: {document.size}pt, lang: "{document.language}",
  hyphenate: {str(document.is_hyphenated).lower()}, font: ("Libertinus Serif", "DejaVu Serif"))
#set par(justify: true)
#align(center, text(size: 18pt)[{text(document.title)}])
#columns({document.columns})[
{chr(10).join(part + chr(10) for part in parts)}
]"""
