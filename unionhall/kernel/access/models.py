"""Users, what they are granted, and the slips by which they set their first password."""

import secrets
from datetime import datetime, timedelta
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from unionhall.kernel.orgs.models import Org
from unionhall.kernel.people.models import Person


class UserManager(BaseUserManager["User"]):
    def by_sign_in(self, name: str) -> "User | None":
        """The user of that sign-in name, or of that verified phone."""
        return self.filter(Q(name=name) | (Q(phone=name) & ~Q(phone=""))).first()


class User(AbstractBaseUser):
    """Somebody who signs in, by name or phone."""

    name = models.CharField("登录名", max_length=60, unique=True)
    phone = models.CharField("登录手机", max_length=20, blank=True)
    display_name = models.CharField("姓名", max_length=60)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="users")
    is_active = models.BooleanField("启用", default=True)

    USERNAME_FIELD = "name"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = "用户"
        constraints = [models.UniqueConstraint(fields=["phone"], condition=~Q(phone=""), name="one_user_a_phone")]

    def __str__(self) -> str:
        return self.display_name or self.name

    @cached_property
    def all_grants(self) -> "list[Grant]":
        """Every grant, of whatever time; read once for one request."""
        return list(self.grants.select_related("org"))


class Grant(models.Model):
    """A role over an organization and all below it, for a time; open where ``valid_to`` is empty."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name="用户")
    role = models.CharField("角色", max_length=20)
    org = models.ForeignKey(Org, models.CASCADE, related_name="grants", verbose_name="范围")
    valid_from = models.DateField("起", default=timezone.localdate)
    valid_to = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = "授权"


class Slip(models.Model):
    """An activation slip: printed, used once to set a password. A forgotten password is a new slip."""

    user = models.ForeignKey(User, models.CASCADE, related_name="slips")
    code = models.CharField("激活码", max_length=24, unique=True)
    expires_at = models.DateTimeField("有效期至")
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = "激活单"

    @classmethod
    def issue(cls, user: User, now: datetime | None = None) -> "Slip":
        """A new slip, good for seven days; earlier ones of the same user end."""
        now = now or timezone.now()
        cls.objects.filter(user=user, used_at=None).update(expires_at=now)
        return cls.objects.create(user=user, code=secrets.token_hex(6).upper(), expires_at=now + timedelta(days=7))

    def usable(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at
