"""The headings of a relief register, as unions write them."""

from unionhall.modules.relief.actions import CORRECT, REGISTER
from unionhall.modules.relief.models import Visit
from unionhall.shell.sheets.register import PERSON, Heading, Register, also_called

also_called("姓名", "慰问对象")

Register(
    name="relief.visits",
    label="慰问登记",
    model=Visit,
    create=REGISTER,
    update=CORRECT,
    headings=(
        *PERSON,
        Heading("visited_on", ("日期", "慰问日期", "慰问时间", "发放日期", "时间"), required=True),
        Heading("kind", ("类型", "慰问类型", "类别", "帮扶类型"), required=True),
        Heading("reason", ("事由", "原因", "慰问事由")),
        Heading("form", ("形式", "慰问形式", "发放形式")),
        Heading("amount", ("金额", "慰问金额", "慰问金", "补助金额"), required=True),
        Heading("source", ("资金来源", "经费来源", "来源")),
        Heading("goods", ("物品", "慰问品")),
        Heading("visitors", ("慰问人", "经办人", "探望人")),
    ),
    key=("person", "visited_on", "kind", "source"),
)
