"""Dependency descriptors as senders make them, read and written anew."""

import pytest

from sfu_core._testing_exact import Refused
from sfu_core._testing_payload import DescriptorFace
from tests.native.descriptors import L1T3, L2T1, L3T1_KEY, Structure
from tests.native.vectors import prefixes


def face_of(structure: Structure) -> DescriptorFace:
    face = DescriptorFace()
    face.parse(structure.descriptor(0, 1, attach=True))
    return face


def test_a_keyframe_brings_the_structure() -> None:
    face = DescriptorFace()
    found = face.parse(L3T1_KEY.descriptor(0, 65535, ends=False, attach=True))
    assert (found["starts_frame"], found["ends_frame"], found["frame_number"]) == (True, False, 65535)
    assert (found["layers"], found["has_structure"], found["references"]) == ((0, 0), True, [])
    assert face.targets == [(0, 0), (1, 0), (2, 0)]
    assert face.sizes == [(320, 180), (640, 360), (1280, 720)]


def test_later_frames_are_read_by_their_template() -> None:
    face = face_of(L1T3)
    found = face.parse(L1T3.descriptor(2, 7))
    assert (found["layers"], found["references"]) == ((0, 1), [2])
    assert found["present"] == 0b110
    assert found["switch_points"] == 0b100


def test_a_frame_may_differ_from_its_template() -> None:
    face = face_of(L3T1_KEY)
    data = L3T1_KEY.descriptor(3, 9, indications="-RD", references=[2, 40, 4096], chains=[1, 2, 255])
    found = face.parse(data)
    assert found["layers"] == (1, 0)
    assert found["references"] == [2, 40, 4096]
    assert (found["present"], found["switch_points"]) == (0b110, 0)


def test_a_target_is_found_for_each_pair_of_layers() -> None:
    face = face_of(L1T3)
    assert [face.target_of(0, temporal) for temporal in range(4)] == [0, 1, 2, 2]
    assert face.target_of(2, 0) == 0
    assert face_of(L3T1_KEY).target_of(1, 3) == 1
    assert [face_of(L3T1_KEY).mask(spatial, 0) for spatial in range(3)] == [0b001, 0b011, 0b111]


def test_without_its_structure_a_frame_cannot_be_read() -> None:
    with pytest.raises(Refused, match="unsupported"):
        DescriptorFace().parse(L1T3.descriptor(1, 5))
    with pytest.raises(Refused, match="unsupported"):
        face_of(L1T3).parse(L1T3.descriptor(40, 5))


@pytest.mark.parametrize("structure", [L1T3, L3T1_KEY, L2T1])
def test_a_cut_structure_is_refused(structure: Structure) -> None:
    for prefix in prefixes(structure.descriptor(0, 1, attach=True, mask=1)):
        with pytest.raises(Refused):
            DescriptorFace().parse(prefix)


@pytest.mark.parametrize(
    "data",
    [
        L3T1_KEY.descriptor(3, 9),
        L3T1_KEY.descriptor(3, 9, mask=0b111),
        L3T1_KEY.descriptor(0, 9, attach=True),
        L3T1_KEY.descriptor(0, 9, attach=True, mask=0b111, references=[], chains=[1, 2, 3]),
        L3T1_KEY.descriptor(5, 9, indications="--D", references=[2, 300], chains=[1, 2, 3]),
    ],
)
def test_rewriting_changes_number_and_mask_alone(data: bytes) -> None:
    face = face_of(L3T1_KEY)
    before = face.parse(data)
    assert face.parse(face.rewrite(data, 777)) == before | {"frame_number": 777}
    again = face.rewrite(data, 778, 0b011)
    assert face.parse(again) == before | {"frame_number": 778, "mask": 0b011}


def test_a_mask_of_the_senders_is_narrowed_and_not_widened() -> None:
    face = face_of(L3T1_KEY)
    again = face.rewrite(L3T1_KEY.descriptor(3, 9, mask=0b001), 9, 0b011)
    assert face.parse(again)["mask"] == 0b001
