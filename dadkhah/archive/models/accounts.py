"""Who may come in, and what each may see."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from dadkhah.archive.fields import IdField, Instant, Words


class OtherArchive(models.Model):
    """Another group's archive whose export was merged into this one, as it stood then.

    `origin` and `vkey` are its name and key, `size`, `root` and `checkpoint` the signed head of its ledger. `entries` are the
    numbers of our own entries that brought its rows, with spaces between; `undone` when they were taken out again.
    """

    id = IdField()
    origin = models.CharField(max_length=200)
    vkey = models.CharField(max_length=300)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    checkpoint = models.TextField()
    merged = Instant()
    entries = Words()
    undone = Words()

    class Meta:
        db_table = "other_archive"

    def __str__(self) -> str:
        return self.origin


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(login=username)


class Account(AbstractBaseUser):
    """A person who signs in. The ledger knows the id alone; the name stands here, in one erasable row.

    One of another `archive` came with a merge, so that what they did there stays theirs; they never sign in here.
    """

    id = IdField()
    login = models.CharField(max_length=150, unique=True)
    name = Words()
    email = Words()
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_superuser = models.BooleanField(default=False)
    created = Instant()
    archive = models.ForeignKey(OtherArchive, models.PROTECT, related_name="+", null=True)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    class Meta:
        db_table = "account"

    def __str__(self) -> str:
        return self.name or self.login

    # Rights come from roles per compartment alone: see access.may. Django's own scheme grants nothing.
    def has_perm(self, *_: Any) -> bool:
        return False

    def has_module_perms(self, *_: Any) -> bool:
        return False

    def get_full_name(self) -> str:
        return self.name or self.login


class Compartment(models.Model):
    """The unit of access. `level` is a code of the vocabulary list `access_levels`. What came from another `archive` is
    in compartments of its own.
    """

    id = IdField()
    handle = models.CharField(max_length=100, unique=True)
    name = Words()
    level = models.CharField(max_length=20, default="team")
    created = Instant()
    archive = models.ForeignKey(OtherArchive, models.PROTECT, related_name="+", null=True)

    SENSITIVE = ("sealed", "restricted")

    class Meta:
        db_table = "compartment"

    def __str__(self) -> str:
        return self.name or self.handle

    @property
    def is_sensitive(self) -> bool:
        return self.level in self.SENSITIVE


class Role(models.Model):
    """One account's role in one compartment (vocabulary list `account_roles`). Taking it away deletes the row."""

    id = IdField()
    account = models.ForeignKey(Account, models.PROTECT, related_name="roles")
    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20)
    granted = Instant()

    class Meta:
        db_table = "role"
        constraints = [
            models.UniqueConstraint(fields=["account", "compartment", "role"], name="one_role_once"),
        ]


class Zone(models.Model):
    """What one must be allowed to see for a claim: its source's compartment, its item's, and held things.

    A claim, passage or statement is visible only where both compartments are; `held` marks what nobody but
    those who work on it may see until a reviewer lets it go.
    """

    id = IdField()
    source_compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="+")
    item_compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="+", null=True)
    held = models.BooleanField(default=False)

    class Meta:
        db_table = "zone"
        constraints = [
            models.UniqueConstraint(
                fields=["source_compartment", "item_compartment", "held"],
                name="one_zone_once",
                nulls_distinct=None,
            ),
        ]
