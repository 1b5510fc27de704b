"""A person is a number. What is known of it stands on cards, one for each organization that keeps it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from pypinyin import lazy_pinyin

from unionhall.kernel.orgs.models import Org

SEXES = {"female": "女", "male": "男"}


class Person(models.Model):
    """Somebody. ``merged_into`` is set where two numbers turned out to be one person."""

    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="并入")

    class Meta:
        verbose_name = "人员"

    def __str__(self) -> str:
        card = self.cards.first()
        return card.name if card else f"人员{self.pk}"


class Card(models.Model):
    """What one organization knows of a person, and alone sees. ``unit`` is the group inside the organization."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="cards", verbose_name="组织")
    person = models.ForeignKey(Person, models.PROTECT, related_name="cards", verbose_name="人员")
    name = models.CharField("姓名", max_length=60)
    pinyin = models.CharField("拼音", max_length=250, editable=False)
    staff_number = models.CharField("工号", max_length=30, blank=True)
    sex = models.CharField("性别", max_length=6, choices=list(SEXES.items()), blank=True)
    born_on = models.DateField("出生日期", null=True, blank=True)
    born_on_precision = models.CharField("日期精度", max_length=5, default="day", editable=False)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    unit = models.ForeignKey(Org, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在小组")
    category = models.CharField("用工形式", max_length=30, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    sensitive: ClassVar[tuple[str, ...]] = ("phone",)  # the log says that it changed, and not what it is

    class Meta:
        verbose_name = "人员卡片"
        constraints = [
            models.UniqueConstraint(fields=["org", "staff_number"], condition=~Q(staff_number=""), name="one_staff_number"),
            models.UniqueConstraint(fields=["org", "person"], name="one_card_of_a_person"),
        ]
        indexes = [models.Index(fields=["org", "name"]), models.Index(fields=["org", "pinyin"])]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: object) -> None:
        self.pinyin = pinyin(self.name)
        super().save(**kwargs)  # type: ignore[arg-type]  # Django's own keywords, passed on as they came


class Document(models.Model):
    """An identity document: the number enciphered, and its keyed hash by which the same person is known again."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="document")
    digest = models.CharField("散列", max_length=64, unique=True)
    sealed = models.BinaryField("密文")

    class Meta:
        verbose_name = "身份证件"


class Post(models.Model):
    """An office that a person holds in an organization for a time, such as leader of a group."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    org = models.ForeignKey(Org, models.PROTECT, related_name="posts")
    title = models.CharField("职务", max_length=40)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = "任职"


# Surnames that are read otherwise than the character in common words.
SURNAMES = dict(zip("单曾解查仇区翟乐种召祭", "shan zeng xie qiu zha ou zhai yue chong shao zhai".split(), strict=True))


def pinyin(name: str) -> str:
    """A name as people type it, first letters and whole: 张三 → zs zhangsan, 阿依古丽·买买提 → ayglmmt ayigulimaimaiti."""
    read = lazy_pinyin(name, errors=lambda rest: "".join(filter(str.isalnum, rest.lower())))
    read[:1] = [SURNAMES.get(name[:1]) or "".join(read[:1])]
    return f"{''.join(syllable[:1] for syllable in read)} {''.join(read)}"[:250]


def meant(words: str) -> Q:
    """The cards that somebody looks for by name, pinyin, the beginning of a staff number, the last four digits or the whole of a phone."""
    typed = words.lower().replace(" ", "")
    found = Q(name__icontains=words) | Q(staff_number__istartswith=words) | Q(pinyin__startswith=typed) | Q(pinyin__contains=f" {typed}")
    return found | Q(phone__endswith=words) if words.isdigit() and len(words) in (4, 11) else found


def naming_a_person() -> list[tuple[type[models.Model], str]]:
    """Every model that names a person, with the field that does; cards, documents and merged numbers among them."""
    relations = Person._meta.get_fields(include_hidden=True)
    fields = (relation.field for relation in relations if isinstance(relation, models.ManyToOneRel))
    return [(field.model, field.name) for field in fields]
