"""Which passwords may be chosen: long enough, not on everybody's list, not made of what everybody knows of the person.

Guessers begin with a few hundred words in a few hundred dresses (capitals, digits for letters, a year and a sign after
them), with runs of the keyboard and with repetition. So a password is undressed first, and what remains is looked at.
The words below were put together for this file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from integrations.language import N_

ALONE, WITH_FACTOR, LONGEST = 15, 8, 128  # characters: by itself, beside a second factor, at most
FEWEST_DIFFERENT = 5
WEAK = {
    "short": N_("A password needs at least 15 characters. Several words in a row are easy to remember."),
    "short_beside": N_("Beside a second step a password needs at least 8 characters."),
    "long": N_("A password has at most 128 characters."),
    "repeats": N_("This password repeats the same few characters. Please choose another one."),
    "run": N_("This password follows the keyboard or the alphabet. Please choose another one."),
    "common": N_("This password is among those that are guessed first. Please choose another one."),
    "own": N_("This password is made of your name, your address or the company’s name. Please choose another one."),
}
_WORDS = frozenset(
    """
    password passwort passw parola contrasena contraseña clave secret secreto segreto secreta geheim welcome bienvenido
    benvenuto bunvenit willkommen hello ciao hola salut admin administrator administrador amministratore root user
    usuario utente utilizator guest login access acceso accesso letmein entrar entra open sesame changeme temporal
    temporary default master superman batman spiderman pokemon dragon monkey football futbol calcio fotbal baseball
    basketball liverpool barcelona realmadrid juventus milan inter steaua dinamo chelsea arsenal ferrari mercedes
    porsche corvette mustang princess princesa principessa printesa sunshine iloveyou teamo tiamo teiubesc loveme
    lovely love amore amor iubire angel angelo butterfly flower flores fiore chocolate cookie summer winter spring
    autumn verano invierno estate inverno vara iarna january february march april june july august september october
    november december monday friday michael jordan jennifer jessica daniel andrea alessandro francesco giuseppe
    alexandru andrei maria carlos antonio jose manuel ashley charlie thomas robert matthew nicole michelle starwars
    matrix hunter ranger killer shadow trustno whatever freedom libertad liberta computer internet samsung google
    facebook apple windows linux qwerty qwertz azerty qwertyuiop asdfgh asdfghjkl zxcvbn
    zxcvbnm test testing prova prueba demo
    """.split()  # noqa: SIM905  (readable, and easy to add to)
)
_DRESS = str.maketrans({"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s",
                        "!": "i"})  # fmt: skip
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm",
         "yxcvbnm", "azertyuiop", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp")  # fmt: skip


def weakness(password: str, *, beside_factor: bool = False, own: Iterable[str] = ()) -> str | None:
    """Why a password cannot be chosen, a key of WEAK; None when it can. `own` is what is known of the person."""
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < (WITH_FACTOR if beside_factor else ALONE):
        return "short_beside" if beside_factor else "short"
    if len(plain) > LONGEST:
        return "long"
    folded = plain.casefold()
    if len(set(folded)) < FEWEST_DIFFERENT or re.fullmatch(r"(.{1,16}?)\1+.{0,4}", folded, re.S):
        return "repeats"
    least, straight = (4 if beside_factor else 6), _without_runs(folded)
    if straight != folded and _left(straight) < least:
        return "run"
    strange = _without(straight, _parts(own))
    if strange != straight and _left(strange) < least:
        return "own"
    uncommon = _without(folded, _WORDS)  # several of them in a row are no fault: one in whatever dress is too little
    if uncommon != folded and len(folded) < 20 and _left(uncommon) < least:
        return "common"
    return None


def _undressed(folded: str) -> str:
    return folded.translate(_DRESS)


def _left(rest: str) -> int:
    """Characters that say something: not digits and signs, which are added to words to please a rule."""
    return len(re.sub(r"[\W\d_]+", "", rest)) or len(rest) // 3


def _without(folded: str, words: Iterable[str]) -> str:
    """The text with every one of the words taken out, the longest first, also where digits stand for letters."""
    for word in sorted({word for word in words if len(word) > 2}, key=len, reverse=True):
        while (at := _undressed(folded).find(_undressed(word))) >= 0:
            folded = folded[:at] + " " + folded[at + len(word) :]
    return folded


def _without_runs(folded: str) -> str:
    """The text without stretches of four and more that stand side by side in the alphabet or on a keyboard."""
    at, kept = 0, ""
    while at < len(folded):
        length = 4
        while any(folded[at : at + length] in run or folded[at : at + length] in run[::-1] for run in _RUNS) and (
            at + length <= len(folded)
        ):
            length += 1
        if length > 4:
            at += length - 1
            kept += " "
        else:
            kept += folded[at]
            at += 1
    return kept


def _parts(own: Iterable[str]) -> Iterable[str]:
    for text in own:
        yield from (part for part in re.split(r"[\W_]+", text.casefold()) if len(part) > 2)
