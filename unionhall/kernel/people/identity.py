"""Identity numbers: kept enciphered with SM4-GCM, found again by a keyed hash; the key lives outside the database."""

import hashlib
import hmac
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

from unionhall.base.identifiers import parse_identity
from unionhall.kernel.people.models import Document, Person


def keep(person: Person, number: str) -> Document:
    """Note a person's identity number. Raises ``ValueError`` in words where it cannot be right."""
    number = parse_identity(number).number
    return Document.objects.update_or_create(person=person, defaults={"digest": digest(number), "sealed": seal(number)})[0]


def known(number: str) -> Person | None:
    """The person who holds that number, in whichever organization."""
    document = Document.objects.filter(digest=digest(parse_identity(number).number)).first()
    return document.person if document else None


def digest(number: str) -> str:
    return hmac.new(_key("digest"), number.encode(), hashlib.sha256).hexdigest()


class LostKey(Exception):
    """Nobody can read it here."""


def seal(text: str) -> bytes:
    """Nonce, tag and ciphertext in one."""
    nonce = os.urandom(12)
    encryptor = Cipher(algorithms.SM4(_key("seal")[:16]), modes.GCM(nonce)).encryptor()
    sealed = encryptor.update(text.encode()) + encryptor.finalize()
    return nonce + encryptor.tag + sealed


def unseal(kept: Any) -> str:
    """What a row keeps ``sealed``, in clear. Raises ``LostKey`` where it was sealed with another key, or somebody has touched it."""
    data = bytes(kept.sealed)
    decryptor = Cipher(algorithms.SM4(_key("seal")[:16]), modes.GCM(data[:12], data[12:28])).decryptor()
    try:
        return (decryptor.update(data[28:]) + decryptor.finalize()).decode()
    except InvalidTag as error:
        raise LostKey from error


def _key(use: str) -> bytes:
    return hmac.new(settings.IDENTITY_KEY, use.encode(), hashlib.sha256).digest()
