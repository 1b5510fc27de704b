"""The demonstration's own command: it begins where nothing is, and leaves what is somebody's alone."""

from tests.cli.conftest import House, Houses

DEMO = "import runpy; runpy.run_module('demo', run_name='__main__')"


def test_a_house_that_is_somebodys_is_left_alone(house: Houses, founded: House) -> None:
    said = house("own", founded).python(DEMO, "--no-serve")
    assert said.code == 2
    assert "这里已经有单位“松涛阀门厂工会”，不是演示数据" in said.text


def test_one_that_is_there_is_not_built_again(house: Houses, founded: House) -> None:
    made = house("built", founded)
    (made.home / "demo").write_text("officer\t恒川机械厂工会 · 工会专干 郑文秀\n")
    said = made.python(DEMO, "--no-serve", "--port", 9000)
    assert said.code == 0
    assert "http://localhost:9000/" in said.text
    assert "officer     恒川机械厂工会 · 工会专干 郑文秀" in said.text
    assert "已建好" not in said.text
