"""What people are written about their accounts, in Korean and in English."""

from datetime import timedelta

from eduforum.auth.schemas import Role
from eduforum.mail import Button, Language, Letter


def verify_address(to: str, name: str, role: Role, language: Language, link: str, life: timedelta) -> Letter:
    """Asks whether the address is the person's."""
    if language == "ko":
        return Letter(
            "verify_address", to, language, "메일 주소를 확인해 주세요", _greeting(name, role, language),
            ("EduForum에서 이 주소로 계정을 만들었어요. 본인의 주소가 맞으면 아래 단추를 눌러 확인해 주세요.",),
            Button("메일 주소 확인하기", link),
            (f"링크는 {_span(life, language)} 동안 한 번만 쓸 수 있어요.",
             "계정을 만든 적이 없다면 아무것도 하지 않아도 돼요. 확인하지 않은 주소로는 소식을 보내지 않아요."),
        )  # fmt: skip
    return Letter(
        "verify_address", to, language, "Confirm your e-mail address", _greeting(name, role, language),
        ("An EduForum account was made with this address. If it is yours, confirm it with the button below.",),
        Button("Confirm this address", link),
        (f"The link works once, within {_span(life, language)}.",
         "If you made no account, there is nothing to do."),
    )  # fmt: skip


def account_exists(to: str, name: str, role: Role, language: Language, link: str) -> Letter:
    """Tells an address's owner that somebody wanted to register with it."""
    if language == "ko":
        return Letter(
            "account_exists", to, language, "이미 계정이 있어요", _greeting(name, role, language),
            ("이 주소로 EduForum에 가입하려는 요청이 있었어요. 이미 계정이 있으니 그대로 로그인할 수 있어요.",),
            Button("비밀번호 다시 정하기", link),
            ("직접 가입하려던 것이 아니라면 무시해도 돼요. 계정은 그대로예요.",),
        )  # fmt: skip
    return Letter(
        "account_exists", to, language, "You already have an account", _greeting(name, role, language),
        ("Somebody asked to register at EduForum with this address, which has an account. You can sign in with it.",),
        Button("Choose a new password", link),
        ("If it was not you, there is nothing to do: your account is as it was.",),
    )  # fmt: skip


def reset_password(to: str, name: str, role: Role, language: Language, link: str, life: timedelta) -> Letter:
    if language == "ko":
        return Letter(
            "reset_password", to, language, "비밀번호 다시 정하기", _greeting(name, role, language),
            ("EduForum 비밀번호를 다시 정해 달라는 요청을 받았어요. 아래 단추를 눌러 새 비밀번호를 정하세요.",),
            Button("새 비밀번호 정하기", link),
            (f"링크는 {_span(life, language)} 동안 한 번만 쓸 수 있어요. 다른 사람에게 전달하지 마세요.",
             "직접 요청하지 않았다면 무시해도 돼요. 비밀번호는 그대로예요."),
        )  # fmt: skip
    return Letter(
        "reset_password", to, language, "Choose a new password", _greeting(name, role, language),
        ("Somebody asked for a new password of your EduForum account. Choose one with the button below.",),
        Button("Choose a new password", link),
        (f"The link works once, within {_span(life, language)}. Do not pass it on.",
         "If it was not you, there is nothing to do: your password is as it was."),
    )  # fmt: skip


def password_changed(to: str, name: str, role: Role, language: Language, link: str) -> Letter:
    if language == "ko":
        return Letter(
            "password_changed", to, language, "비밀번호가 바뀌었어요", _greeting(name, role, language),
            ("EduForum 비밀번호를 다시 정했고, 모든 기기에서 로그아웃했어요.",
             "직접 바꾼 것이 아니라면 지금 바로 비밀번호를 다시 정하고 관리자에게 알려 주세요."),
            Button("비밀번호 다시 정하기", link),
        )  # fmt: skip
    return Letter(
        "password_changed", to, language, "Your password was changed", _greeting(name, role, language),
        ("A new password was chosen for your EduForum account, and all devices were signed out.",
         "If it was not you, choose another one now and tell an administrator."),
        Button("Choose another password", link),
    )  # fmt: skip


def invitation(
    to: str, name: str, language: Language, link: str, life: timedelta, inviter: str, course: str | None
) -> Letter:
    """`course`: what the course is called that the person is invited to."""
    if language == "ko":
        subject = f"{course} 과목에 초대받았어요" if course else "EduForum에 초대받았어요"
        where = f"EduForum의 {course} 과목에" if course else "EduForum에"
        return Letter(
            "invitation", to, language, subject, _greeting(name, "student", language),
            (f"{inviter} 님이 {where} 초대했어요. 비밀번호만 정하면 바로 시작할 수 있어요.",),
            Button("초대 받아들이기", link),
            (f"링크는 {_span(life, language)} 동안 한 번만 쓸 수 있어요.",
             "잘못 받은 메일이라면 아무것도 하지 않아도 돼요."),
        )  # fmt: skip
    subject = f"You are invited to {course}" if course else "You are invited to EduForum"
    where = f"the course {course} at EduForum" if course else "EduForum"
    return Letter(
        "invitation", to, language, subject, _greeting(name, "student", language),
        (f"{inviter} invites you to {where}. Choose a password, and you can begin.",),
        Button("Accept the invitation", link),
        (f"The link works once, within {_span(life, language)}.",
         "If you got this by mistake, there is nothing to do."),
    )  # fmt: skip


def _greeting(name: str, role: Role, language: Language) -> str:
    if language == "en":
        return f"Hello {name},"
    return f"{name} {'교수님' if role == 'professor' else '님'}, 안녕하세요."


def _span(life: timedelta, language: Language) -> str:
    hours = int(life.total_seconds() // 3600)
    days = hours // 24
    if language == "ko":
        return f"{days}일" if days else f"{hours}시간"
    count, unit = (days, "day") if days else (hours, "hour")
    return f"{count} {unit}{'' if count == 1 else 's'}"
