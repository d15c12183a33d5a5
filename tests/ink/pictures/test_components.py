"""Components and what they measure."""

from __future__ import annotations

import numpy as np
import pytest

from ink.pictures.components import MOST, Components, Mask, clusters, components, edge, gaps, steps


def measured(mask: Mask, contrast: float = 100) -> Components:
    levels = np.where(mask, np.float32(contrast), np.float32(0))
    return components(mask, levels, steps(levels))


def two_bars() -> Mask:
    mask = np.zeros((60, 80), bool)
    mask[10:50, 10:14] = True
    mask[20:30, 40:80] = True
    return mask


def test_components_are_measured_the_largest_first() -> None:
    table = measured(two_bars())
    assert len(table) == 2
    assert table.area.tolist() == [400, 160]
    assert table.boxes.tolist() == [[40, 20, 80, 30], [10, 10, 14, 50]]
    assert table.thickness == pytest.approx([9.1, 3.8], abs=0.1)
    assert table.contrast == pytest.approx([100, 100])
    assert table.at_edge.tolist() == [[0, 0, 1, 0], [0, 0, 0, 0]]
    assert table.specks == 0


def test_the_mask_of_some_components() -> None:
    mask = two_bars()
    np.testing.assert_array_equal(measured(mask).mask(np.array([0, 1])), mask)
    assert measured(mask).mask(np.array([1])).sum() == 160


def test_no_ink_has_no_components() -> None:
    table = measured(np.zeros((5, 5), bool))
    assert len(table) == 0
    assert table.at_edge.shape == (0, 4)


def test_more_than_there_is_a_use_for_are_specks() -> None:
    dots = np.zeros((100, 100), bool)
    dots[::2, ::2] = True
    table = measured(dots)
    assert len(table) == MOST
    assert table.specks == 2500 - MOST


def test_soft_edges_are_less_sharp() -> None:
    mask = two_bars()
    soft = np.where(mask, np.float32(100), np.float32(95))
    assert (components(mask, soft, steps(soft)).sharpness < measured(mask).sharpness / 5).all()


def test_the_edge_of_a_mask() -> None:
    mask = np.zeros((9, 9), bool)
    mask[2:7, 0:5] = True
    assert edge(mask).sum() == 13  # the picture's edge is none of the mask's


def test_gaps_between_boxes() -> None:
    assert gaps(measured(two_bars())).tolist() == [[0, 26], [26, 0]]


def test_clusters_are_linked_through_others() -> None:
    near = np.eye(5, dtype=bool)
    for one, other in ((0, 1), (1, 3), (2, 4)):
        near[one, other] = near[other, one] = True
    found = clusters(near, np.array([1.0, 1, 9, 1, 1]))
    assert [some.tolist() for some in found] == [[2, 4], [0, 1, 3]]
