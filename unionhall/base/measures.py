"""Measure words by what they count: regular expressions for texts with half-width punctuation.

A character that counts things also begins words (条 begins 条件); behind it stand the characters with which it is no measure word.
"""

import re

PEOPLE = "人次|个人(?!奖|荣誉|先进|会[^议]|赛|项)|人(?![民社大事力才均币为工物际员们])|名(?![次单牌称额])|位(?![于置数])"
HOUSEHOLDS = "户次|户(?![籍口外])"
EVENTS = (
    "[场批班件家册车辆台艘架课组例篇条单岗]次(?![日要序])|场(?![地所馆景])|批(?![准评复示])|期(?![间末限望初])|次(?![日要序])|届"
    "|轮(?![流训岗换])|堂|趟|节(?=课)|课时|学时|盘|回合|门(?=课|功课|[,。;、)]|$)|通(?=电话|来电|[,。;、)]|$)"
)
WRITINGS = "篇|份(?!内|外)|件|条(?![件例款])|项|封|册|幅|首(?![次先])|则|部(?![分门队长署委])|本(?![单局厂职会年月校处科院])|版"
BODIES = "家(?![人亲庭])|所(?![属有在需得谓以长领])|个(?![月人])|支(?![部持援撑书出付])|对(?![于口象标照接外话])|组(?![织长员建合])|方面"
THINGS = (
    "台(?![账帐阶])|套|辆|只|盒|箱|桶|袋|瓶|顶|双|把|块(?!钱)|面(?![对向积临貌粉])|枚|棵|株|间|处(?![理置长室于罚级分方])|座(?![谈])"
    "|栋|根|张|副|盏|盆|桌|床|亩|起|例|款|种|宗|笔|单(?=[,。;、)])|板|人天|工日|尊|架|艘"
)
SIZES = (
    "公里|千米|厘米|毫米(?!汞)|平方米|立方米|平米|米|公顷|公斤|千克|千瓦时|克|斤|吨|毫升|升|度(?=电|[,。;、)]|$)|小时|分钟|个多?月|个星期|天|周(?![年岁末边知密围到])"
    "|日(?![报常程])|岁|秒|年(?![级度轻])"
)
SCORES = "分(?![会钟工别之为公局厂场支部子类期批发析享])"
TIMES = "倍"
MEASURES = "|".join((PEOPLE, HOUSEHOLDS, EVENTS, SIZES, WRITINGS, BODIES, THINGS, SCORES, TIMES))

MEASURE = re.compile(MEASURES)
SIZE = re.compile(SIZES)
# 名, 位 and 个人 count persons politely or briefly: one unit.
_SAME = {"名": "人", "位": "人", "个人": "人", "个多月": "个月", "日": "天", "块": "块"}


def unit(word: str) -> str:
    """The unit under which a measure word is compared: 名 and 位 are 人."""
    return _SAME.get(word, word)
