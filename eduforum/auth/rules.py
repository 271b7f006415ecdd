"""What an e-mail address, a name and a password must be like."""

import re
import unicodedata
from functools import cache
from importlib import resources

from eduforum.errors import Detail, Invalid

MIN_PASSWORD_LENGTH = 12
MAX_NAME_LENGTH = 100
MAX_EMAIL_LENGTH = 254

# A password must hold at least this much that cannot be foreseen, see `unforeseen`.
_MIN_UNFORESEEN = 5.0
# Past so many characters nothing is judged any more: that is long enough.
_JUDGED_LENGTH = 64

# RFC 5321 bounds the local part to 64 octets. Quoted local parts and address literals are refused: nobody has one.
_EMAIL = re.compile(r"[^\s@\"(),:;<>\[\]\\]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W_](?:[\w-]{0,61}[^\W_])?")
# Zero-width joiners belong to the spelling of names in several scripts.
_JOINERS = {"\u200c", "\u200d"}

# "p@ssw0rd" is "password".
_LEET = str.maketrans("@4310!57$", "aaeioists")
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "`1234567890-=",
    "!@#$%^&*()_+",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "qazwsxedcrfvtgbyhnujmikolp",
    "q1w2e3r4t5y6u7i8o9p0",
    "1q2w3e4r5t6y7u8i9o0p",
    "q2w3e4r5t6y7u8i9o0p",
    "a1b2c3d4e5f6g7h8i9",
    "1a2b3c4d5e6f7g8h9i",
    "가나다라마바사아자차카타파하",
    "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ",
    "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ",
)


def normalise_email(email: str) -> str:
    """The form in which addresses are stored and compared: NFC, lower case, no space around."""
    return unicodedata.normalize("NFC", email.strip()).lower()


def checked_email(email: str) -> str:
    """The address normalised. Raises `Invalid`."""
    address = normalise_email(email)
    if len(address) > MAX_EMAIL_LENGTH or not _EMAIL.fullmatch(address) or not _printable(address):
        raise _invalid("email", "Not an e-mail address")
    return address


def checked_name(name: str) -> str:
    """The name in NFC with single spaces. Raises `Invalid` for control and direction characters or no letter at all."""
    text = re.sub(" {2,}", " ", unicodedata.normalize("NFC", name)).strip(" ")
    if not text or len(text) > MAX_NAME_LENGTH:
        raise _invalid("name", f"A name has 1 to {MAX_NAME_LENGTH} characters")
    if not _printable(text) or not any(letter.isalnum() for letter in text):
        raise _invalid("name", "A name is written in letters")
    return text


def check_password(password: str, *, email: str, name: str) -> None:
    """Raises `Invalid` with code `password_too_short`, `password_common` or `password_personal`."""
    text = unicodedata.normalize("NFC", password)
    if len(text) < MIN_PASSWORD_LENGTH:
        message = f"A password has at least {MIN_PASSWORD_LENGTH} characters"
        raise _invalid("password", message, code="password_too_short")
    common = _common_words()
    if unforeseen(text, common) < _MIN_UNFORESEEN:
        raise _invalid("password", "This password is too easy to guess", code="password_common")
    if unforeseen(text, common | _personal_words(email, name)) < _MIN_UNFORESEEN:
        raise _invalid("password", "This password is made of the name or address", code="password_personal")


def unforeseen(password: str, words: frozenset[str]) -> float:
    """How much of a password cannot be foreseen, in characters.

    The cheapest way to spell it out: a known word, a run along the keyboard or alphabet, a year, or what stood in it
    before counts as one, a digit that is none of these as a half, any other character as one.
    """
    text = unicodedata.normalize("NFKC", password).casefold()[:_JUDGED_LENGTH]
    letters = text.translate(_LEET)
    longest = max(map(len, words))
    least = [0.0]
    for end in range(1, len(text) + 1):
        best = least[-1] + (0.5 if text[end - 1].isdigit() else 1.0)
        before = text[: end - 1]
        for start in range(max(0, end - longest), end - 1):
            if least[start] + 1 >= best:
                continue
            part = text[start:end]
            if part in words or letters[start:end] in words or part in before:
                best = least[start] + 1
        least.append(best)
    return least[-1]


@cache
def _common_words() -> frozenset[str]:
    text = resources.files("eduforum.auth").joinpath("common_passwords.txt").read_text("utf-8")
    listed = [line for line in text.split("\n") if line and not line.startswith("#")]
    rows = [way for row in _ROWS for way in (row, row[::-1])]
    runs = [row[start:end] for row in rows for start in range(len(row)) for end in range(start + 3, len(row) + 1)]
    years = [str(year) for year in range(1900, 2100)]
    return frozenset([*listed, *runs, *years])


def _personal_words(email: str, name: str) -> frozenset[str]:
    parts = re.split(r"[\W_]+", unicodedata.normalize("NFKC", f"{email} {name}").casefold())
    whole = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    local = email.partition("@")[0]
    return frozenset(part for part in [*parts, local, whole, whole[1:]] if len(part) >= 2)


def _printable(text: str) -> bool:
    return all(letter in _JOINERS or unicodedata.category(letter)[0] not in "CZ" or letter == " " for letter in text)


def _invalid(field: str, message: str, *, code: str | None = None) -> Invalid:
    return Invalid(message, code=code, details=[Detail(field=field, message=message)])
