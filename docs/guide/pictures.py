"""Takes the pictures of the guide from a demonstration house of its own: `make docs`, or `pictures.py ADDRESS` from a demo that runs."""

import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from openpyxl import Workbook
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).with_name("pictures")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SWITCHES = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update".split()
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 700}
PORT, PASSWORD = 8497, "demo-2026"
COLOURS, MOST = 64, 120_000  # of a picture: its palette, and bytes that it may have
SECONDS = 180  # for the demonstration to be built and served
# A roster as an officer keeps it, with a phone number and a day that cannot be.
ROSTER = (
    ("工号", "姓名", "性别", "所在部门", "手机", "入会时间"),
    ("HC2001", "宋雨桐", "女", "科室", "14400002001", "2026-11-03"),
    ("HC2002", "贺志远", "男", "铸造车间", "1440000200", "2026-11-03"),
    ("HC2003", "薛晓燕", "女", "装配车间", "14400002003", "2026年11月"),
    ("HC2004", "范国强", "男", "装配车间", "14400002004", "2026-13-05"),
    ("HC2005", "崔明哲", "男", "检验组", "14400002005", "2026-11-10"),
)
# Last year as somebody has written it up, with one number that the ledger knows otherwise, and an unfinished sentence.
WRITTEN = """恒川机械厂工会上年工作总结
一、服务关爱
{year}年，工会探望、慰问和补助会员118人次，惠及73人。全年住院探望39人次，安排疗休养48人次。
二、合理化建议
{year}年收到合理化建议25条，采纳23条，其中安全类建议5条。建议的奖励标准为____元。
"""


@contextmanager
def house() -> Iterator[str]:
    """The address of a demonstration that lives as long as the pictures take."""
    with TemporaryDirectory() as home:
        words, environment = [sys.executable, "-m", "demo", "--port", str(PORT)], {**os.environ, "UNIONHALL_HOME": home}
        server = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            _wait(address := f"http://127.0.0.1:{PORT}")
            yield address
        finally:
            server.terminate()
            server.wait()


def _wait(address: str) -> None:
    until = time.monotonic() + SECONDS
    while True:
        try:
            urlopen(address).close()  # noqa: S310 - our own server
            return
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)  # between two looks whether it answers


def sign_in(browser: Browser, address: str, size: dict[str, int]) -> Page:
    """The officer's first page."""
    page = browser.new_context(viewport=size, base_url=address, locale="zh-CN").new_page()  # type: ignore[arg-type]  # two numbers
    page.goto("/sign-in/")
    page.get_by_label("手机号或账号").fill("officer")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", level=1).wait_for()
    return page


def visit(page: Page) -> None:
    """A visit above the limit: the rule is named, and nothing is saved."""
    page.goto("/relief.visit/add/")
    page.get_by_role("combobox", name="慰问对象").press_sequentially("yh")
    page.get_by_role("listbox").get_by_role("option").first.click()
    page.get_by_label("类型").select_option(label="住院探望")
    page.wait_for_load_state("networkidle")
    page.get_by_label("金额").fill("1500")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_text("需写明原因").first.wait_for()


def suggestion(page: Page) -> None:
    """A suggestion that waits for its answer."""
    page.goto("/suggestions.suggestion/?state=submitted")
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="不采纳").wait_for()


def issue(page: Page) -> None:
    """An issue with its list of names."""
    page.goto("/welfare.issue/")
    page.locator("tbody a").first.click()
    page.get_by_role("heading", name="发放名单").wait_for()


def imported(page: Page) -> None:
    """What a roster would bring; nothing is written."""
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title = "2026年新会员"
    for row in (("恒川机械厂工会新会员名册",), *ROSTER):
        sheet.append(row)
    book.save(out)
    page.goto("/import/")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("input[type=file]").set_input_files({"name": "新会员名册.xlsx", "mimeType": kind, "buffer": out.getvalue()})
    page.get_by_role("button", name="上传并核对").click()
    page.get_by_role("heading", name="核对导入").wait_for()


def check(page: Page) -> None:
    """A paper from elsewhere, held against the ledger."""
    page.goto("/check/")
    page.get_by_label("或粘贴文稿").fill(WRITTEN.format(year=time.localtime().tm_year - 1))
    page.get_by_role("button", name="读取并核对").click()
    page.get_by_role("heading", name="原文").wait_for()


def report(page: Page) -> None:
    """The annual report with the records behind one of its figures."""
    page.goto("/papers/")
    page.get_by_role("link", name="工作总结").first.click()
    page.get_by_role("article", name="正文").locator("a.fig[data-key='relief.times']").first.click()
    page.locator("#drawer").get_by_text("条记录").first.wait_for()


def at(address: str) -> Callable[[Page], None]:
    """A page as it stands."""

    def show(page: Page) -> None:
        page.goto(address)

    return show


DESKS = {
    "desk": at("/"),
    "roster": at("/membership.membership/"),
    "visit": visit,
    "issue": issue,
    "suggestion": suggestion,
    "import": imported,
    "report": report,
    "check": check,
    "users": at("/access.grant/"),
}
PHONES = {"phone": at("/menu/new/")}


def keep(name: str, taken: bytes) -> None:
    """Write a picture with few colours. Raises ``ValueError`` where it is larger than a guide should carry."""
    out = io.BytesIO()
    Image.open(io.BytesIO(taken)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    if len(out.getvalue()) > MOST:
        raise ValueError(f"{name}.png has {len(out.getvalue())} bytes, more than {MOST}")
    (FOLDER / f"{name}.png").write_bytes(out.getvalue())


def take(address: str) -> None:
    """All pictures, from the demonstration at an address."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        for size, pictures in ((DESK, DESKS), (PHONE, PHONES)):
            page = sign_in(browser, address, size)
            for name, show in pictures.items():
                show(page)
                page.wait_for_load_state("networkidle")
                page.evaluate("scrollTo(0, 0)")
                keep(name, page.screenshot(animations="disabled"))
        browser.close()


if __name__ == "__main__":
    if CHROMIUM is None:
        sys.stderr.write("没有 Chromium，使用指南的图片保持原样（apt-get install chromium fonts-noto-cjk）\n")
    elif sys.argv[1:]:
        take(sys.argv[1])
    else:
        with house() as running:
            take(running)
