"""The arithmetic of an attack, on orders whose answer is known."""

from __future__ import annotations

from survey_engine.analysis.linking import concordance, most_links, precision_by_marks, share_joined

KEYS = [bytes([number]) for number in range(10)]
TRUTH = {key: b"x" + key for key in KEYS}
PARTNERS = list(TRUTH.values())


def test_concordance_is_one_none_or_half():
    assert concordance(KEYS, KEYS) == 1
    assert concordance(KEYS, KEYS[::-1]) == 0
    assert concordance(KEYS[:1], KEYS) == 0.5
    # Of the three pairs of (1, 2, 0), one stands as in (0, 1, 2).
    assert concordance(KEYS[:3], [KEYS[1], KEYS[2], KEYS[0], b"strange"]) == 1 / 3


def test_lining_up_links_forwards_and_backwards():
    assert most_links({"file": KEYS}, {"file": PARTNERS}, TRUTH) == (10, "file with file")
    backwards = {"index": PARTNERS[::-1], "file": PARTNERS[5:]}
    assert most_links({"file": KEYS}, backwards, TRUTH) == (10, "file with index, backwards")
    assert most_links({"file": KEYS[:5]}, {"file": PARTNERS[5:]}, TRUTH)[0] == 0


def test_marks_join_what_shares_them():
    alone = {key: number for number, key in enumerate(KEYS)}
    theirs = {TRUTH[key]: number for number, key in enumerate(KEYS)}
    assert precision_by_marks(alone, theirs, TRUTH) == 1
    assert share_joined(alone, theirs, 10) == 1
    same = dict.fromkeys(KEYS, "scrub"), dict.fromkeys(PARTNERS, "scrub")
    assert precision_by_marks(*same, TRUTH) == 1 / 10
    assert share_joined(*same, 10) == 0
    other = dict.fromkeys(PARTNERS, "another")
    assert precision_by_marks(alone, other, TRUTH) == 0
    assert share_joined({}, other, 10) == 0
