"""One minibatch in four phases: the lit examples, the numbers, and the update that is made at the end."""

from __future__ import annotations

import pytest

from browser.lens.look import Look, dense, number

pytestmark = pytest.mark.browser

SMALL = {"data": {"name": "circles"}, "lanes": [{"name": "small", "batch": 7, "layers": [dense(4, "tanh")]}]}


def test_the_phases_show_the_servers_numbers_and_make_the_update(look: Look) -> None:
    lens = look.open("phases", SMALL)
    lens.get_by_text("7 of 300 training examples are drawn.").wait_for()
    told = look.answer("phases", "phased", lane=look.lane())
    look.wait("() => ravine.inspect('batch').then((found) => found?.lit.length === 7)")
    found = look.inspect("batch")
    assert found["lit"] == [found["present"][row] for row in told["rows"]]
    step = lens.get_by_role("button", name="Next")
    step.click()
    assert lens.locator("[aria-current=step]").inner_text() == "loss = forward(theta, batch)"
    lens.get_by_text(f"their mean loss is {told['loss']:.4f}").wait_for()
    for layer, one in enumerate(told["layers"], 1):
        for unit, value in enumerate(one["activations"]):
            shown = number(str(lens.locator(f"[data-unit='{layer}.{unit}']").text_content()))
            assert shown == pytest.approx(value, abs=6e-3, rel=0.05)
    step.click()
    norms = [number(row.locator("td").first.inner_text()) for row in lens.locator("tbody tr").all()]
    assert norms == pytest.approx([layer["gradient_norm"] for layer in told["layers"]], rel=5e-3, abs=5e-5)
    step.click()
    moved = [number(row.locator("td").last.inner_text()) for row in lens.locator("tbody tr").all()]
    assert moved == pytest.approx([layer["moved"] for layer in told["layers"]], rel=5e-3, abs=5e-5)
    lens.get_by_text(f"from {told['loss']:.4f} to {told['loss_after']:.4f}").wait_for()
    assert look.update == 0
    lens.get_by_role("button", name="Make it").click()
    lens.get_by_text("update 1", exact=True).wait_for()
    assert look.update == 1
    assert lens.locator("[aria-current=step]").inner_text() == "batch = sample(examples)"


def test_the_arrows_go_through_the_phases(look: Look) -> None:
    lens = look.open("phases", SMALL)
    lens.get_by_role("button", name="Next").focus()
    for _ in range(3):
        look.page.keyboard.press("ArrowRight")
    lens.get_by_role("button", name="Make it").wait_for()
    look.page.keyboard.press("ArrowLeft")
    assert lens.locator("[aria-current=step]").inner_text() == "grad = backprop(loss)"
    assert look.update == 0
    look.page.keyboard.press("ArrowRight")
    look.page.keyboard.press("ArrowRight")
    look.wait("() => ravine.state().clock === 'paused' && ravine.state().update === 1")


def test_played_slowly_it_goes_on_by_itself(look: Look) -> None:
    lens = look.open("phases", SMALL)
    lens.get_by_role("button", name="Play slowly").click()
    lens.get_by_text("update 1", exact=True).wait_for()
    lens.get_by_role("button", name="Stop").click()
