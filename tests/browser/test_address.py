"""A session is in the address, outlives a reload, and a broken address does no harm."""

from __future__ import annotations

import base64
import json
import zlib

import pytest

from browser.visit import Visit

pytestmark = pytest.mark.browser


IN_THE_ADDRESS = """batch => import('/src/address.js')
    .then(({fromHash}) => fromHash(location.hash))
    .then(spec => spec !== null && spec.lanes.every(lane => lane.batch === batch))"""
"""The address is written a little after the spec is in force, and each lane is changed by a patch of its own."""


def to_hash(document: object) -> str:
    """What frontend/src/address.js makes of a spec."""
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = deflate.compress(json.dumps(document).encode()) + deflate.flush()
    return "#s=" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def test_the_address_holds_the_session(visit: Visit) -> None:
    visit.set("lane.batch", 25)
    visit.wait(IN_THE_ADDRESS, 25)
    address = visit.page.url
    other = visit.page.context.new_page()
    other.goto(address)
    other.locator("[data-phase=open]").wait_for()
    other.locator("[name='lane.batch']").wait_for()
    assert other.locator("[name='lane.batch']").input_value() == "25"


def test_a_reload_comes_back_to_the_same_session(visit: Visit) -> None:
    visit.play()
    visit.wait_update(300)
    visit.pause()
    before = visit.update
    visit.page.reload()
    visit.page.locator("[data-phase=open]").wait_for()
    visit.wait_update(before)
    assert visit.update == before
    visit.wait_curves(before)
    visit.check_curves()


def test_a_reload_that_overtakes_a_change_of_the_address_comes_back_too(visit: Visit) -> None:
    visit.page.keyboard.press("ArrowRight")
    visit.wait_update(1)
    visit.wait("() => sessionStorage['ravine-hash-network'] === location.hash")
    visit.page.evaluate("""() => {
        const hash = location.hash;
        sessionStorage['ravine-before-network'] = hash; // as it is written when a reload is on its way:
        sessionStorage['ravine-hash-network'] = `${hash}&v=%7B%7D`; // then the address itself changes no more
        addEventListener('pagehide', () => history.replaceState(null, '', hash));
    }""")
    visit.page.reload()
    visit.page.locator("[data-phase=open]").wait_for()
    visit.wait_update(1)


def test_a_link_opened_in_the_same_tab_begins_its_session(visit: Visit) -> None:
    visit.page.evaluate("hash => { location.hash = hash }", to_hash({"lanes": [{"name": "alone"}]}))
    visit.wait("() => document.querySelectorAll('.card').length === 1")
    assert [lane["name"] for lane in visit.lanes] == ["alone"]
    visit.play()
    visit.wait_update(50)


@pytest.mark.parametrize("hash", ["#s=nonsense", to_hash({"lanes": 7}), to_hash({"data": "no such set"})])
def test_a_broken_link_is_explained_and_the_default_stands(visit: Visit, hash: str) -> None:
    other = visit.page.context.new_page()
    other.goto(visit.page.url.partition("#")[0] + hash)
    other.locator("[data-phase=open]").wait_for()
    other.locator(".card").nth(1).wait_for()
    said = other.locator(".notice").inner_text()
    assert "damaged" in said if hash == "#s=nonsense" else len(said) > 10
