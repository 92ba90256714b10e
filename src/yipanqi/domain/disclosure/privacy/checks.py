"""The arithmetic of numbers: whether what looks like one can be one."""

import re
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)

# Prefixes by which banks issue in China: UnionPay's 62, and the older ones of single banks and of the world's schemes.
_UNIONPAY = re.compile(r"62[0-9]{14,17}")
_BANKS = re.compile(
    r"(?:9558[0-9]{15}|95595[0-9]{14}|95599[0-9]{14}|103[0-9]{16}|4367(?:42|45|18|38)[0-9]{10}(?:[0-9]{3})?"
    r"|6013(?:82)[0-9]{13}|601428[0-9]{11}|405512[0-9]{11}|456351[0-9]{13}|6858[0-9]{12}|690755[0-9]{9,12}"
    r"|94[0-9]{14}|966666[0-9]{10}|98430[0-9]{11,14}|9111[0-9]{12}|84[0-9]{14}|87[0-9]{14}|88[0-9]{14}|90[0-9]{14,17}"
    r"|60[0-9]{14,17})"
)
_OF_BANK = re.compile("62|9558|9559[59]|4367(?:42|45|18|38)|60(?:1382|1428)|405512|456351|690755|966666|98430")
_WORLD = re.compile(r"(?:4[0-9]{15}|5[1-5][0-9]{14}|2[2-7][0-9]{14}|3[47][0-9]{13}|35[0-9]{14})")
_REGION = re.compile(r"[1-6][0-9](?:0[1-9]|[12][0-9]|3[0-2]|5[1-4]|90)(?:[0-3][0-9]|8[1-9])")  # 420103 and its like


def day(year: str, month: str, of_month: str) -> bool:
    """Whether there is such a day."""
    try:
        date(int(year), int(month), int(of_month))
    except ValueError:
        return False
    return True


def is_person(number: str) -> bool:
    """Whether eighteen signs have a region and a day of birth as identity numbers have them (GB 11643)."""
    begin = 1 if number[0] == "9" else 0  # permanent residence of foreigners: 9, province, country, day
    region = number[begin : begin + 2] in PROVINCES
    return region and 1880 <= int(number[6:10]) < 2060 and day(number[6:10], number[10:12], number[12:14])


def checks_out(number: str) -> bool:
    """Whether the last sign of an identity number follows from the others (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECK[total % 11] == number[17].upper()


def is_old_person(number: str) -> bool:
    """Whether fifteen digits can be an identity number of the form before 1999."""
    return number[:2] in PROVINCES and number[2:4] != "00" and day("19" + number[6:8], number[8:10], number[10:12])


def luhn(number: str) -> bool:
    """Whether a card's last digit follows from the others."""
    odd = sum(int(digit) for digit in number[-1::-2])
    return (odd + sum(_DOUBLED[int(digit)] for digit in number[-2::-2])) % 10 == 0


def is_issued(number: str) -> bool:
    """Whether a card can have this prefix and length: a bank of China's, or one of the world's schemes whose first
    digits are no region's (420103…), with which numbers of papers begin."""
    if _UNIONPAY.fullmatch(number) or _BANKS.fullmatch(number):
        return True
    return bool(_WORLD.fullmatch(number)) and not _REGION.match(number)


def is_of_bank(number: str) -> bool:
    """Whether a card's first digits alone name UnionPay or a bank of China's."""
    return bool(_OF_BANK.match(number))


def is_credit_code(code: str) -> bool:
    """Whether eighteen signs are a social credit code (GB 32100)."""
    total = sum(_CREDIT.index(sign) * weight for sign, weight in zip(code[:17], _CREDIT_WEIGHTS, strict=True))
    if code[0] not in "123456789AGNY" or code[2:4] not in PROVINCES | {"10"}:
        return False
    return _CREDIT[(31 - total % 31) % 31] == code[17]
