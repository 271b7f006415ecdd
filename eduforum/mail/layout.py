"""How letters look: one column in the colours of the client, without a picture, script or font from anywhere.

Mail programs know little of CSS: what must hold is said on the element, and the style sheet only adds the dark colours.
"""

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eduforum.mail.letter import Letter

_FONT = "'Pretendard Variable',Pretendard,system-ui,-apple-system,'Apple SD Gothic Neo','Malgun Gothic',sans-serif"

# The names are those of the client's tokens (client/src/ui/css/tokens.css).
_DARK = """
@media (prefers-color-scheme: dark) {
  .bg { background: #121315 !important; }
  .surface { background: #1a1b1e !important; border-color: #2d2f34 !important; }
  .text-1 { color: #ecedef !important; }
  .text-2 { color: #b6b8be !important; }
  .btn { background: #3f62d8 !important; }
}
"""

_PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{subject}</title>
<style>{dark}</style>
</head>
<body class="bg" style="margin:0;padding:24px 12px;background:#f6f6f4;word-break:keep-all;overflow-wrap:anywhere">
<table role="presentation" align="center" width="100%" cellpadding="0" cellspacing="0"
 style="max-width:560px;margin:0 auto;border-collapse:separate">
<tr><td class="text-1" style="padding:0 4px 16px;font:650 16px/24px {font};color:#1a1b1e">EduForum</td></tr>
<tr><td class="surface" style="padding:28px 24px;background:#ffffff;border:1px solid #e3e3de;border-radius:12px">
<h1 class="text-1" style="margin:0 0 16px;font:650 20px/28px {font};color:#1a1b1e">{subject}</h1>
{content}
</td></tr>
<tr><td class="text-2" style="padding:16px 4px 0;font:450 12px/16px {font};color:#52545a">{origin}</td></tr>
</table>
</body>
</html>
"""

_ORIGIN = {
    "ko": "이 메일은 EduForum에서 자동으로 보냈어요. 답장은 아무도 읽지 않아요.",
    "en": "EduForum sent this message by itself. Nobody reads replies to it.",
}
_BY_HAND = {
    "ko": "단추가 눌리지 않으면 이 주소를 브라우저에 붙여 넣으세요.",
    "en": "If the button does not work, paste this address into a browser.",
}


def plain(letter: "Letter") -> str:
    """The letter as text."""
    parts = [letter.greeting, *letter.paragraphs]
    if letter.button is not None:
        parts.append(f"{letter.button.label}:\n{letter.button.link}")
    return "\n\n".join([*parts, *letter.closing, f"-- \n{_ORIGIN[letter.language]}"]) + "\n"


def html(letter: "Letter") -> str:
    """The letter as a page that fetches nothing."""
    parts = [_paragraph(text) for text in (letter.greeting, *letter.paragraphs)]
    small = list(letter.closing)
    if letter.button is not None:
        link = escape(letter.button.link)
        parts.append(
            f'<p style="margin:24px 0"><a class="btn" href="{link}" style="display:inline-block;padding:12px 20px;'
            f"border-radius:8px;background:#2c4fc4;color:#ffffff;font:550 14px/20px {escape(_FONT)};"
            f'text-decoration:none">{escape(letter.button.label)}</a></p>'
        )
    parts += [_paragraph(text, small=True) for text in small]
    if letter.button is not None:
        parts.append(_paragraph(f"{_BY_HAND[letter.language]}\n{letter.button.link}", small=True))
    return _PAGE.format(
        language=letter.language,
        subject=escape(letter.subject),
        dark=_DARK,
        font=escape(_FONT),
        content="\n".join(parts),
        origin=escape(_ORIGIN[letter.language]),
    )


def _paragraph(text: str, *, small: bool = False) -> str:
    kind, size, colour = ("text-2", "12px/18px", "#52545a") if small else ("text-1", "14px/22px", "#1a1b1e")
    words = escape(text).replace("\n", "<br>")
    return f'<p class="{kind}" style="margin:0 0 12px;font:450 {size} {escape(_FONT)};color:{colour}">{words}</p>'
