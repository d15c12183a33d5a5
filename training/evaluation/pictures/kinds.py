"""The kinds of pictures, and examples of them.

Same seed, same bytes: each example has random numbers of its own, whatever other kinds there are.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from training.evaluation.pictures import in_files, lit, no_digit, on_desks, on_paper, on_screens, written
from training.evaluation.pictures.drawing import Digit, Digits

SHOWN = 4
"""Digits that a kind is given; the first is the one that the picture is of."""


class Group(StrEnum):
    """HARD and PLAIN are those by which reading is judged: PLAIN are easy. Pictures of NONE show no single digit."""

    HARD = "hard"
    PLAIN = "plain"
    OTHER = "other"
    NONE = "none"


@dataclass(frozen=True)
class Kind:
    """A kind of pictures; ``make`` turns digits and random numbers into the bytes of a file."""

    group: Group
    name: str
    make: Callable[[Digits, np.random.Generator], bytes]


@dataclass(frozen=True)
class Example:
    """A picture: the bytes of its file, and the digit that it is of, or None."""

    kind: Kind
    label: int | None
    content: bytes


KINDS = (
    Kind(Group.HARD, "pale grey on white", written.pale_grey),
    Kind(Group.HARD, "64 pixels in 12 megapixels", on_desks.in_12_megapixels),
    Kind(Group.HARD, "screenshot of a card", on_screens.card),
    Kind(Group.HARD, "dithered scan", on_paper.dithered_scan),
    Kind(Group.HARD, "line at an edge", on_paper.line_at_edge),
    Kind(Group.HARD, "matplotlib axes", on_screens.matplotlib_axes),
    Kind(Group.HARD, "card in a transparent margin", on_screens.card_in_transparent_margin),
    Kind(Group.HARD, "squared paper", on_paper.squared_paper),
    Kind(Group.HARD, "frame", on_paper.frame),
    Kind(Group.HARD, "paper on a desk", on_desks.paper_on_desk),
    Kind(Group.HARD, "vignette", lit.vignette),
    Kind(Group.HARD, "window with buttons", on_screens.window),
    Kind(Group.HARD, "hand's shadow", lit.hand_shadow),
    Kind(Group.HARD, "underlined", on_paper.underlined),
    Kind(Group.HARD, "neighbours' fragments", on_paper.fragments),
    Kind(Group.PLAIN, "even light", lit.even_light),
    Kind(Group.PLAIN, "linear gradient", lit.linear_gradient),
    Kind(Group.PLAIN, "lined paper", on_paper.lined_paper),
    Kind(Group.PLAIN, "chalk", written.chalk),
    Kind(Group.PLAIN, "spray", written.spray),
    Kind(Group.PLAIN, "hairlines", written.hairlines),
    Kind(Group.PLAIN, "dashes", written.dashes),
    Kind(Group.PLAIN, "noise", lit.noise),
    Kind(Group.PLAIN, "JPEG at quality 5", lit.jpeg_quality_5),
    Kind(Group.PLAIN, "ink on transparency", in_files.ink_on_transparency),
    Kind(Group.PLAIN, "half transparent", in_files.half_transparent),
    Kind(Group.PLAIN, "transparent palette", in_files.transparent_palette),
    Kind(Group.PLAIN, "grey with alpha", in_files.grey_with_alpha),
    Kind(Group.PLAIN, "16 bit", in_files.sixteen_bits),
    Kind(Group.PLAIN, "1 bit", in_files.one_bit),
    Kind(Group.PLAIN, "CMYK", in_files.cmyk),
    Kind(Group.PLAIN, "EXIF orientation", in_files.exif_orientation),
    Kind(Group.PLAIN, "BMP", in_files.bitmap),
    Kind(Group.PLAIN, "tight crop", in_files.tight_crop),
    Kind(Group.PLAIN, "tight bold crop, 8 to 48 pixels", in_files.tight_bold_crop),
    Kind(Group.PLAIN, "12 to 28 pixels", in_files.twelve_to_28_pixels),
    Kind(Group.OTHER, "fading pencil", written.fading_pencil),
    Kind(Group.OTHER, "pencil", written.pencil),
    Kind(Group.OTHER, "equal brightness", written.equal_brightness),
    Kind(Group.OTHER, "ballpoint on a sticky note", written.blue_on_sticky_note),
    Kind(Group.OTHER, "chalk board", written.chalk_board),
    Kind(Group.OTHER, "broad nib", written.broad_nib),
    Kind(Group.OTHER, "bleeding marker", written.bleeding_marker),
    Kind(Group.OTHER, "stamp", written.stamp),
    Kind(Group.OTHER, "crayon", written.crayon),
    Kind(Group.OTHER, "highlighter", written.highlighted),
    Kind(Group.OTHER, "coloured ground", written.coloured_ground),
    Kind(Group.OTHER, "neon", written.neon),
    Kind(Group.OTHER, "strong gradient", lit.strong_gradient),
    Kind(Group.OTHER, "blinds", lit.blinds),
    Kind(Group.OTHER, "dim room", lit.dim_room),
    Kind(Group.OTHER, "overexposed", lit.overexposed),
    Kind(Group.OTHER, "out of focus", lit.out_of_focus),
    Kind(Group.OTHER, "motion blur", lit.motion_blur),
    Kind(Group.OTHER, "whiteboard with glare", lit.whiteboard_with_glare),
    Kind(Group.OTHER, "monitor with moiré", lit.monitor_moire),
    Kind(Group.OTHER, "strong rules", on_paper.strong_rules),
    Kind(Group.OTHER, "notebook with a margin line", on_paper.notebook_margin),
    Kind(Group.OTHER, "field of a form", on_paper.form_field),
    Kind(Group.OTHER, "beside printed text", on_paper.printed_text),
    Kind(Group.OTHER, "napkin", on_paper.napkin),
    Kind(Group.OTHER, "coffee stain", on_paper.coffee_stain),
    Kind(Group.OTHER, "creases", on_paper.creases),
    Kind(Group.OTHER, "cardboard", on_paper.cardboard),
    Kind(Group.OTHER, "spiral binding", on_paper.spiral_binding),
    Kind(Group.OTHER, "scan with black border and holes", on_paper.scan_border),
    Kind(Group.OTHER, "fax", on_paper.fax),
    Kind(Group.OTHER, "squared paper at an angle", on_desks.graph_paper_photo),
    Kind(Group.OTHER, "dirty desk", on_desks.dirty_desk),
    Kind(Group.OTHER, "torn paper", on_desks.torn_paper),
    Kind(Group.OTHER, "thermal receipt", on_desks.receipt),
    Kind(Group.OTHER, "sticky note on a desk", on_desks.sticky_note_on_desk),
    Kind(Group.OTHER, "small in a corner", on_desks.in_a_corner),
    Kind(Group.OTHER, "white line on a photo", on_desks.white_on_photo),
    Kind(Group.OTHER, "dark card", on_screens.dark_card),
    Kind(Group.OTHER, "tablet in dark mode", on_screens.tablet_dark_mode),
    Kind(Group.OTHER, "phone screenshot", on_screens.phone_screenshot),
    Kind(Group.OTHER, "chat message", on_screens.chat_message),
    Kind(Group.OTHER, "chequered ground", in_files.checkerboard),
    Kind(Group.OTHER, "watermark", in_files.watermark),
    Kind(Group.OTHER, "GIF, WebP, TIFF", in_files.other_formats),
    Kind(Group.NONE, "empty sheet", no_digit.empty_sheet),
    Kind(Group.NONE, "empty sheet in uneven light", no_digit.empty_in_uneven_light),
    Kind(Group.NONE, "empty ruled paper", no_digit.empty_ruled_paper),
    Kind(Group.NONE, "empty used paper", no_digit.empty_used_paper),
    Kind(Group.NONE, "empty paper on a desk", no_digit.empty_desk),
    Kind(Group.NONE, "empty card, frame, window", no_digit.empty_screen),
    Kind(Group.NONE, "pen on empty paper", no_digit.pen_on_paper),
    Kind(Group.NONE, "print alone", no_digit.print_alone),
    Kind(Group.NONE, "written letter", no_digit.written_letter),
    Kind(Group.NONE, "printed letter", no_digit.printed_letter),
    Kind(Group.NONE, "word", no_digit.word),
    Kind(Group.NONE, "scribble", no_digit.scribble),
    Kind(Group.NONE, "tick, arrow, cross", no_digit.tick_or_arrow),
    Kind(Group.NONE, "face or sign", no_digit.face_or_sign),
    Kind(Group.NONE, "logo", no_digit.logo),
    Kind(Group.NONE, "circled digit", no_digit.circled),
    Kind(Group.NONE, "digit crossed out", no_digit.crossed_out),
    Kind(Group.NONE, "two digits", no_digit.two_digits),
    Kind(Group.NONE, "three or four digits", no_digit.many_digits),
)


def examples(
    digits: Sequence[tuple[int, Digit]], each: int, seed: int, kinds: Sequence[Kind] = KINDS
) -> Iterator[Example]:
    """``each`` pictures of every kind.

    Args:
        digits: what people wrote, and its strokes; all labels take turns.
        seed: of everything that is chosen at random.
    """
    by_label: dict[int, list[Digit]] = {}
    for label, strokes in digits:
        by_label.setdefault(label, []).append(strokes)
    labels = sorted(by_label)
    for kind in kinds:
        number = zlib.crc32(kind.name.encode())
        for index in range(each):
            rng = np.random.default_rng((seed, number, index))
            label = labels[(number + index) % len(labels)]
            shown = [label, *rng.choice(labels, SHOWN - 1).tolist()]
            chosen = [by_label[one][rng.integers(len(by_label[one]))] for one in shown]
            yield Example(kind, None if kind.group is Group.NONE else label, kind.make(chosen, rng))
