"""From a picture to candidates for a digit's ink."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from ink.picture_files import read_picture
from ink.pictures import picture_ink
from ink.pictures.picture_ink import BOXED_COPY, COPY, Candidate, PictureInk, PictureSettings
from ink.pictures.ranking import MOST
from ink.pictures.search import LIKELY, Search
from tests.ink.made_pictures import INK, PICTURES, digit, packed


def best(image: Image.Image, settings: PictureSettings | None = None) -> Candidate:
    return PictureInk(image).candidates(settings)[0]


def laid_out(candidate: Candidate, size: tuple[int, int]) -> np.ndarray:
    """A candidate's ink where it lay in its picture."""
    page = Image.new("L", size)
    left, top, right, bottom = candidate.box
    page.paste(candidate.ink.resize((right - left, bottom - top)), (left, top))
    return np.asarray(page).astype(float)


@pytest.mark.parametrize("image", PICTURES.values(), ids=PICTURES)
def test_all_kinds_of_pictures_hold_the_same_ink(image: Image.Image) -> None:
    picture = read_picture(packed(image), "digit")
    np.testing.assert_allclose(laid_out(best(picture), picture.size), INK, atol=3)


def test_the_best_prior_comes_first() -> None:
    priors = [candidate.prior for candidate in PictureInk(digit()).candidates()]
    assert priors == sorted(priors, reverse=True)
    assert all(0 < prior < 1 for prior in priors)


def test_ink_comes_from_the_own_pixels_of_a_large_picture() -> None:
    image = Image.new("L", (4000, 3000), 240)
    image.paste(digit(ground=240), (3100, 2200))
    candidate = best(image)
    left, top, right, bottom = candidate.box
    assert (left, top, right, bottom) == pytest.approx((3111, 2211, 3146, 2280), abs=10)
    assert candidate.ink.size == (right - left, bottom - top)
    there = np.asarray(candidate.ink) > 127
    assert there.sum() == pytest.approx((INK > 127).sum(), rel=0.1)


@pytest.mark.parametrize("grey", [0, 7, 128, 255])
def test_a_picture_of_one_level_is_blank(grey: int) -> None:
    assert PictureInk(Image.new("L", (40, 40), grey)).candidates() == ()


@pytest.mark.parametrize("size", [(1, 1), (1, 2), (2, 1), (20_000, 10), (10, 20_000), (1, 9000)])
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_pictures_of_all_shapes(size: tuple[int, int], mode: str) -> None:
    image = Image.new(mode, size)
    assert PictureInk(image).candidates() == ()
    ImageDraw.Draw(image).point((size[0] - 1, size[1] - 1), "white")
    PictureInk(image).candidates()


def test_faint_noise_is_no_ink() -> None:
    noise = np.random.default_rng(0).integers(240, 256, (40, 40)).astype(np.uint8)
    assert PictureInk(Image.fromarray(noise)).candidates() == ()


def test_ink_whose_left_half_is_fainter_is_whole() -> None:
    image = Image.new("L", (300, 300), 244)
    ImageDraw.Draw(image).ellipse((80, 50, 220, 250), outline=60, width=8)
    levels = np.array(image)
    levels[:, :150][levels[:, :150] < 200] = 175
    left, _top, right, _bottom = best(Image.fromarray(levels)).box
    assert left <= 80
    assert right >= 220


def test_dithered_ink_has_no_holes() -> None:
    image = Image.new("L", (300, 300), 255)
    ImageDraw.Draw(image).ellipse((60, 40, 240, 260), outline=0, width=24)
    levels = np.array(image)
    levels[::3, ::3] = 255
    candidate = best(Image.fromarray(levels))
    across, down = candidate.ink.size
    assert (np.asarray(candidate.ink)[down // 2, 4:20] > 127).all()
    assert candidate.ink.getpixel((across // 2, down // 2)) == 0


def test_a_bar_from_edge_to_edge_is_no_likely_digit_even_if_it_ends_a_pixel_before_them() -> None:
    image = Image.new("L", (320, 320), 240)
    ImageDraw.Draw(image).rectangle((120, 2, 150, 318), fill=60)
    assert all(candidate.prior < LIKELY for candidate in PictureInk(image).candidates())


def test_the_dark_edges_of_an_empty_scanned_sheet_may_be_no_ink_at_all() -> None:
    sheet = np.full((400, 300), 20, dtype=np.uint8)
    sheet[3:-6, 4:-9] = 245
    found = PictureInk(Image.fromarray(sheet)).candidates()
    assert not found or found[0].doubtful
    assert not best(digit()).doubtful


def test_a_wholly_transparent_picture_is_blank() -> None:
    assert PictureInk(Image.new("RGBA", (40, 40), (10, 200, 30, 0))).candidates() == ()


def test_a_dark_digit_on_a_light_sticker_is_seen_on_white_and_a_light_digit_on_black() -> None:
    ink = Image.fromarray(np.uint8(INK))
    for colour, edge in ((20, 250), (250, None), (20, None)):
        picture = Image.new("LA", ink.size)
        if edge is not None:
            outline = ink.filter(ImageFilter.MaxFilter(9))
            picture.paste((edge, 255), mask=outline)
        picture.paste((colour, 255), mask=ink)
        candidate = best(picture)
        assert candidate.dark is (colour < 128)
        np.testing.assert_allclose(laid_out(candidate, ink.size) > 127, INK > 127, atol=0.1)


def test_a_digit_on_a_note_on_a_busy_ground_is_found_on_the_note() -> None:
    down, across = np.indices((600, 800)) // 60
    ground = Image.fromarray(np.uint8((down + across) % 2 * 160 + 60)).convert("RGB")
    note = Image.new("RGB", (200, 160), (255, 220, 90))
    note.paste((40, 60, 160), (60, 30), digit().point(lambda level: 255 - level))
    ground.paste(note, (330, 210))
    assert best(ground).box == pytest.approx((401, 251, 436, 320), abs=5)


@pytest.mark.parametrize("dark", [True, False])
def test_dark_or_light_ink_on_demand(dark: bool) -> None:
    ring = Image.new("L", (300, 300), 128)
    draw = ImageDraw.Draw(ring)
    draw.line([(60, 40), (60, 260)], fill=20, width=20)
    draw.line([(200, 40), (200, 260)], fill=240, width=20)
    candidate = best(ring, PictureSettings(dark=dark))
    assert candidate.dark is dark
    assert candidate.box[0] == pytest.approx(50 if dark else 190, abs=3)


def test_a_box_says_where_the_digit_is() -> None:
    two = Image.new("L", (300, 200), 255)
    two.paste(digit(), (20, 50))
    two.paste(digit(), (200, 50))
    candidate = best(two, PictureSettings(box=(180, 20, 290, 180)))
    assert candidate.box == pytest.approx((211, 61, 246, 130), abs=3)


def test_a_box_beyond_the_picture_is_cut_to_it() -> None:
    assert best(digit(), PictureSettings(box=(-50, -50, 900, 900))).box == best(digit()).box
    assert PictureInk(digit()).candidates(PictureSettings(box=(500, 500, 400, 400))) == ()


def test_a_higher_threshold_makes_less_ink() -> None:
    soft = Image.new("L", (200, 200), 255)
    draw = ImageDraw.Draw(soft)
    for step in range(20):
        draw.line([(100, 40), (100, 160)], fill=255 - 12 * step, width=2 * (20 - step))
    low, high = (np.asarray(best(soft, PictureSettings(threshold=share)).ink) > 127 for share in (0.2, 0.8))
    assert high.sum() < low.sum() / 2
    assert best(soft, PictureSettings(threshold=0.8)).threshold == 0.8


def test_corrections_search_again_only_in_another_box_and_in_a_small_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    """That is what makes them quick, however large the picture is."""
    sides: list[int] = []

    def search(copy: Image.Image) -> Search:
        sides.append(max(copy.size))
        return Search(copy)

    monkeypatch.setattr(picture_ink, "Search", search)
    image = Image.new("L", (3000, 2000), 240)
    image.paste(digit(ground=240).resize((900, 1200)), (1000, 400))
    picture = PictureInk(image)
    for box in (None, (800, 300, 2100, 1700), (700, 300, 2100, 1700)):
        for threshold in (None, 0.3, 0.4):
            for dark in (None, True):
                assert 0 < len(picture.candidates(PictureSettings(threshold, dark, box))) <= MOST
    assert len(sides) == 3
    assert COPY / 2 < sides[0] <= COPY
    assert all(BOXED_COPY / 2 < side <= BOXED_COPY for side in sides[1:])


def test_what_was_found_goes_with_its_picture_at_once() -> None:
    """It is much memory: a circle would keep it until garbage is collected."""
    found = PictureInk(Image.fromarray(np.uint8(255 - INK)))
    found.candidates()
    found.numbers()
    part = weakref.ref(found._whole)
    gc.disable()
    try:
        del found
        assert part() is None
    finally:
        gc.enable()
