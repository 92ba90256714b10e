#!/usr/bin/env python3
"""核对一盘棋导出的操作日志，不需要平台 · Verify an exported log of Yipanqi without the platform.

    python3 verify_export.py audit.jsonl checkpoints.jsonl PUBLIC_KEY

Nothing but Python 3.8 or newer is needed. Exit code 0: every event is proven; 1: something is wrong; 2: nothing is
wrong, but the last events came after the newest checkpoint. docs/guide/audit.en.md tells the form of both files.
"""

import base64
import hashlib
import json
import sys

# Ed25519, as RFC 8032 (section 5.1) tells it: it only verifies, so nothing here need be secret or quick.

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)


def add(a, b):
    """The sum of two points in extended coordinates (x, y, z, t): x/z, y/z, and t = xy/z."""
    one, two = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    three, four = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = two - one, four - three, four + three, two + one
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    """The point added to itself so many times."""
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add(total, point)
        point, number = add(point, point), number >> 1
    return total


def point_of(data):
    """The point of 32 bytes; ValueError where they are none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("not a point")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key, signature, message):
    """Was this message signed by whoever holds the secret of this public key?"""
    s = int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    try:
        a, b = times(s % L, BASE), add(point_of(signature[:32]), times(k, point_of(key)))
    except ValueError:
        return False
    is_same = (a[0] * b[2] - b[0] * a[2]) % P == (a[1] * b[2] - b[1] * a[2]) % P == 0
    return is_same and s < L and len(signature) == 64


FACTS = {"seq", "at", "actor", "role", "action", "result", "subject", "scope", "values", "request", "previous"}
FAULTS = []


def fault(where, zh, en):
    """Something is wrong: said at once, and remembered."""
    FAULTS.append(where)
    print(f"{where}: {zh} · {en}")


def canonical(value):
    """The one text of a value: keys sorted, no spaces, characters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def checkpoints(path, key):
    """Length → last hash, of every line that this key has signed."""
    ends = {}
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                body = json.loads(line)
                signature = base64.b64decode(body.pop("signature"), validate=True)
                is_ours = body["origin"] == "yipanqi/audit/1" and is_signed(key, signature, canonical(body).encode())
                if not is_ours or ends.setdefault(body["size"], body["head"]) != body["head"]:
                    raise ValueError("not signed, or against another line")
            except (ValueError, KeyError, TypeError, AttributeError):
                fault(f"checkpoint {number}", "不是这个公钥签的，或与另一行矛盾", "is not signed by this key")
    return ends


def events(path, ends):
    """Prove each event by itself, by the one before it, and by its checkpoint; how many there are."""
    count, previous = 0, "0" * 64
    with open(path, encoding="utf-8") as file:
        for count, line in enumerate(file, 1):
            try:
                facts = json.loads(line)
                told = facts.pop("hash")
                text = canonical(facts).encode()
                is_plain = line.rstrip("\n") == canonical({**facts, "hash": told})
            except (ValueError, KeyError, TypeError, AttributeError):
                fault(f"line {count}", "不是日志记录", "is no event")
                continue
            is_known = facts.keys() == FACTS or (facts.keys() == FACTS | {"format"} and facts["format"] == 2)
            for is_well, zh, en in (
                (is_known and is_plain, "格式不认识", "is of an unknown form"),
                (facts.get("seq") == count, f"编号是 {facts.get('seq')}", f"is numbered {facts.get('seq')}"),
                (facts.get("previous") == previous, "与前一条不相连", "does not follow from the one before"),
                (hashlib.sha256(text).hexdigest() == told, "内容被改动", "was changed"),
                (ends.get(count, told) == told, "与检查点不符", "differs from its checkpoint"),
            ):
                if not is_well:
                    fault(f"event {count}", zh, en)
            previous = told
    return count


def main(log, signed, public):
    """Say what was found; 0, 1 or 2."""
    try:
        ends = checkpoints(signed, base64.b64decode(public, validate=True))
        count = events(log, ends)
    except (OSError, ValueError) as problem:  # no such file, no text, no key
        fault("?", "读不出来", f"cannot be read: {problem}")
        return 1
    for size in sorted(size for size in ends if size > count):
        fault(f"checkpoint of {size}", f"日志只有 {count} 条：被截断", f"there are only {count} events: cut short")
    if not ends:
        fault("checkpoints", "没有一个有效的检查点", "there is no valid one")
    print(f"日志 {count} 条，检查点 {len(ends)} 个 · {count} events, {len(ends)} checkpoints")
    if FAULTS:
        print(f"不完整：{len(FAULTS)} 处 · NOT whole: {len(FAULTS)} faults")
        return 1
    if (end := max(ends)) < count:
        print(f"{end + 1}–{count} 号在最新检查点之后，尚不能证明 · events {end + 1} to {count} are not proven yet")
        return 2
    print("完整，每条都已证明 · whole: every event is proven")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 4 else __doc__)
