import random
import re
from base64 import b64decode
from datetime import date

import pytest
from disclosure_corpus import MEASURES, Corpus, Made, settings

from yipanqi.documents.disclosure.build import build
from yipanqi.documents.disclosure.find import ASKED, FEW, FIRST, find
from yipanqi.documents.disclosure.frame import asset
from yipanqi.documents.disclosure.grams import HASHES, is_held, normal, packed, pairs, sieve, triples, unpacked
from yipanqi.documents.disclosure.making import searched
from yipanqi.documents.disclosure.search_index import SHARD, whole
from yipanqi.documents.disclosure.site import Site

COUNT = 80


@pytest.fixture(scope="module")
def column(tmp_path_factory):
    """A built column whose newest publications came after the whole build, and the text of each."""
    corpus = Corpus(count=COUNT, estates=10, years=3)
    source = Made(corpus, range(COUNT - 6))
    folder = tmp_path_factory.mktemp("search") / "tree"
    site = Site(settings=settings(), day=date(2028, 12, 31), source=source, measures=MEASURES)
    build(folder, site)
    source.at = {corpus.uid(it): it for it in range(COUNT)}
    source.edits = {corpus.uid(it): 1 for it in (3, 20)}
    build(folder, site)
    texts = {uid: searched(source.published(uid), "zh") for uid in source.at}
    return folder, texts


def _asked(texts, dice, count):
    for _ in range(count):
        run = dice.choice(re.findall("[\u4e00-\u9fff]{2,}", dice.choice(list(texts.values()))))
        length = dice.randint(2, min(8, len(run)))
        at = dice.randint(0, len(run) - length)
        yield run[at : at + length]


def test_any_part_of_a_text_is_found(column):
    """Any two or more characters: all that have them, hardly one that has not, newest first, also what was added since
    the index was made whole."""
    folder, texts = column
    order, wrong, right = list(texts), 0, 0
    for asked in _asked(texts, random.Random(7), 60):
        found = [hit["u"] for hit in find(folder, asked, first=10**6).hits]
        truth = [uid for uid in reversed(order) if asked in texts[uid]]

        assert [uid for uid in found if uid in truth] == truth, asked
        wrong, right = wrong + len(found) - len(truth), right + len(truth)
    assert wrong <= right / 100


def test_the_first_hits_cost_little(column):
    """At most fifty hits for at most 250 KB."""
    folder, texts = column
    for asked in _asked(texts, random.Random(8), 20):
        found = find(folder, asked)

        assert len(found.hits) <= 50
        assert found.bytes <= 250 * 1024


def test_words_and_numbers_are_found(column):
    """A number as it stands, a year with its sign, an English word on the English side."""
    folder, texts = column
    uid, text = next(iter(texts.items()))
    number = re.search(r"投资([0-9.]+)万元", text)[1]

    assert uid in {hit["u"] for hit in find(folder, number, first=10**6).hits}
    assert find(folder, "2021年1月", first=10**6).hits
    assert find(folder, "Households", "en").hits
    assert find(folder, "的").is_short
    assert find(folder, "没有这样的话呀").hits == []


def test_what_is_written_otherwise_is_found_too(column):
    """Full-width signs, capitals and blanks do not hide anything."""
    folder, _ = column

    assert find(folder, "２０２１年").hits
    assert find(folder, "改造 验收").hits
    assert len(find(folder, "HOUSEHOLDS", "en").hits) == len(find(folder, "households", "en").hits)


def test_the_script_asks_as_this_does():
    """The same steps with the same numbers, and the same signs for letters."""
    script = asset("search.js").decode()

    assert f"ASKED = {ASKED}, FEW = {FEW}, FIRST = {FIRST}, HASHES = {HASHES}" in script
    for first, last in (("3400", "4dbf"), ("4e00", "9fff"), ("f900", "faff"), ("{20000}", "{3ffff}")):
        assert f"\\\\u{first}-\\\\u{last}" in script


def test_shards_are_small(column):
    """No file of the index is over 64 KB."""
    folder, _ = column

    assert max(it.stat().st_size for it in (folder / "search").rglob("*.json")) <= SHARD


def test_common_pairs_are_cut_and_still_all_is_found():
    """Pairs that stand everywhere come in pieces by year; a triple of two common pairs has its own list."""
    texts = [f"改造小区第{'甲乙丙丁'[at % 4]}号，{'区改' if at % 1000 == 7 else '造改'}善" for at in range(3000)]
    texts = [normal(it) for it in texts]
    files: dict[str, bytes] = {}
    years = [str(2021 + at // 1000) for at in range(3000)]

    index = whole("", lambda: enumerate(texts, start=1), years, files.__setitem__)

    assert index.bounds == [512, 1000, 1512, 2000, 2512, 3000]
    assert "改造" in index.common
    assert any(path.startswith("p/") for path in files)
    assert max(map(len, files.values())) <= SHARD


def test_numbers_are_packed_and_unpacked():
    """What was packed comes back, near and far apart."""
    for numbers in ([], [1], [1, 2, 3], [31, 32, 33, 64, 10_000, 1_000_000]):
        assert unpacked(packed(numbers)) == numbers


def test_a_filter_knows_its_own():
    """Every gram that is in it, and hardly another one."""
    text = normal("截至2028年5月，新华街道登月小区雨污分流接入市政管网，居民意见已逐条回应")
    grams = pairs(text) | triples(text)
    held = b64decode(sieve(grams))
    others = {f"{a}{b}" for a in "赵钱孙李周吴郑王冯陈" for b in "褚卫蒋沈韩杨朱秦尤许"}

    assert all(is_held(held, it) for it in grams)
    assert sum(is_held(held, it) for it in others) <= 10
