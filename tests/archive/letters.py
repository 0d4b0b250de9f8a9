"""A made-up letter of a country that is on no map, for the tests and pictures of what is read."""

from __future__ import annotations

from pathlib import Path

from dadkhah.archive.access import Actor
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.models import Compartment, Item

ENGLISH = (
    "A report <b>from</b> Varnia.\n\n"
    "The prosecutor, Ilan Dorso, admitted on 3 May 1988: “We put forty prisoners against the wall.”\n\n"
    "More than 40 political prisoners were executed in Tolm Prison, the families said.\n"
)
PERSIAN = (
    "دادستان ورنیا، ایلان دورسو، گفت: «بیش از ۴۰ زندانی سیاسی در یک شب اعدام شدند.» خانواده‌ها می‌گویند این کار در مرداد ۱۳۶۷ بود.\n"
)


def take_in_letter(actor: Actor, compartment: Compartment, folder: Path, text: str = ENGLISH, name: str = "letter.txt") -> Item:
    path = folder / name
    path.write_text(text, "utf-8")
    [item] = take_in(actor, compartment, [path], Acquisition(method="made up"))
    return item
