"""What the shell may write itself, without ``run``: nothing in it is a record or counts in a figure. A test reads this file."""

from unionhall.shell.models import Checked, Preview

BOOKKEEPING = (Preview, Checked)
# Functions, by file and name, whose writes go to rows that they were handed, and what those are.
WRITTEN_BESIDE = {
    "demo.wipe": "the demonstration goes as a whole, with the ledger in it; the series stay, which say nothing of anybody",
    "check._read_again": "a Checked: its report as the ledger stands now",
    "check.remove": "a Checked that somebody of its organization took away",
    "previews.check": "a Preview: the rows of the sheet as they were last looked at",
    "imports.confirm": "a Preview, once the batch is written by the one writer",
    "imports._forget": "a Preview that its owner gave up, or that is out of date",
    "signin.activate": "the slip is used up in the same act in which its owner sets the password",
    "signin._enter": "the password is set or changed by its owner alone",
}
