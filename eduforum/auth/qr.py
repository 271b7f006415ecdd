"""A QR code as an SVG image (ISO/IEC 18004, with the quiet zone of four modules that it asks for)."""

from itertools import groupby

_QUIET = 4


def svg(text: str) -> str:
    """The image, one unit a module, dark on white whatever is around it."""
    # Only who sets up a second factor needs it, and it takes a third of a second to import.
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    runs = []
    for row, modules in enumerate(code.modules, _QUIET):
        column = _QUIET
        for dark, group in groupby(modules):
            length = len(list(group))
            if dark:
                runs.append(f"M{column} {row}h{length}v1h-{length}z")
            column += length
    size = code.getModuleCount() + 2 * _QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path d="{"".join(runs)}"/></svg>'
    )
