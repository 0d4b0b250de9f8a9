"""Files of each kind, made while the tests run: everybody and every place in them is invented."""

from __future__ import annotations

import io
import subprocess
import zipfile
from email.message import EmailMessage
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

PERSIAN = (
    "گزارش شهر سپیددشت",
    ("در تابستان ۱۳۶۷ در زندان شهر سپیددشت دست‌کم ۳۰٬۰۰۰ نفر نگهداری می‌شدند. شاهدان گفتند که در روز ۵ مرداد ۱۳۶۷ "
    "نگهبانان درها را بستند (به نقل از روزنامهٔ «بامداد نو»)."),
    ("به گفتهٔ خانم نیلوفر آذرنوش، شمار کشته‌شدگان ۴۸۲ نفر بود و خانواده‌ها تا سال ۱۳۷۷ بی‌خبر ماندند. این شهر و این مردم "
    "این را از یاد نمی‌برند و هیچ‌کس به آنها پاسخی نداده است."),
)
ENGLISH = (
    "Report on the town of Larkmoor",
    ("In the summer of 1988 at least 4,120 people were held in the old mill of Larkmoor, said Edda Quill, who worked there. "
    "“Nobody was told where they had been taken,” she said on 14 August 1988."),
    "The town council of Larkmoor denied this. The families of 37 men were never given a body, a grave or a letter.",
)


def page(paragraphs: tuple[str, ...], font: str = "Noto Naskh Arabic", points: int = 14, times: int = 1) -> str:
    rtl = any("\u0600" < letter < "\u06ff" for letter in paragraphs[0])
    body = "".join(f"<h2>{paragraphs[0]}</h2>" + "".join(f"<p>{each}</p>" for each in paragraphs[1:]) for _ in range(times))
    return (
        f"<!doctype html><html lang='{'fa' if rtl else 'en'}' dir='{'rtl' if rtl else 'ltr'}'><meta charset='utf-8'>"
        f"<title>{paragraphs[0]}</title><style>body {{font: {points}pt '{font}', serif; line-height: 1.7}}"
        f" h2 {{font-size: {points + 2}pt}}</style><body>{body}</body></html>"
    )


def pdf(folder: Path, html: str, name: str = "made") -> Path:
    """Printed by Chromium."""
    source, target = folder / f"{name}.html", folder / f"{name}.pdf"
    source.write_text(html, "utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command.append(f"--user-data-dir={folder / 'chromium'}")
    subprocess.run([*command, f"--print-to-pdf={target}", source.as_uri()], capture_output=True, check=True, timeout=120)
    return target


def picture(pdf_file: Path, dpi: int = 300, number: int = 0) -> Image.Image:
    import pypdfium2

    return pypdfium2.PdfDocument(pdf_file)[number].render(scale=dpi / 72, grayscale=True).to_pil()


def scanned(image: Image.Image, degrees: float = 0.7) -> Image.Image:
    """As a scanner would give it: askew, a little blurred, with noise, grey paper."""
    askew = image.rotate(degrees, resample=3, fillcolor=255).filter(ImageFilter.GaussianBlur(0.8))
    noise = Image.effect_noise(image.size, 24)
    return ImageChops.add(askew.point(lambda level: 30 + level * 0.78), noise, 1, -128)


def scanned_pdf(target: Path, *images: Image.Image) -> Path:
    images[0].save(target, "PDF", resolution=300, save_all=True, append_images=images[1:])
    return target


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def paragraph(text: str, note: int = 0) -> str:
    reference = f'<w:r><w:footnoteReference w:id="{note}"/></w:r>' if note else ""
    return f"<w:p><w:pPr/><w:r><w:t>{text}</w:t></w:r>{reference}</w:p>"


def docx(target: Path, body: str, **parts: str) -> Path:
    """A document of these parts, each given as the inside of its root."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>")
        for name, inner in parts.items():
            packed.writestr(f"word/{name}.xml", f"<w:{name} {_W}>{inner}</w:{name}>")
    return target


def letter(plain: str, html: str = "", attached: tuple[tuple[str, bytes], ...] = ()) -> bytes:
    made = EmailMessage()
    made["From"], made["To"] = "Edda Quill <edda@larkmoor.example>", "archive@larkmoor.example"
    made["Date"], made["Subject"] = "Mon, 14 Aug 1989 10:00:00 +0000", "گزارش سپیددشت"
    if plain:
        made.set_content(plain)
    if html:
        made.add_alternative(html, subtype="html") if plain else made.set_content(html, subtype="html")
    for name, data in attached:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(300, 300))
    return out.getvalue()
