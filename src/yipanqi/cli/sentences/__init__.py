"""The command line's sentences: those of the domain, and those that only a terminal says."""

from collections.abc import Mapping

from yipanqi.cli.sentences.check import CHECK, TEMPLATE
from yipanqi.cli.sentences.compare import COMPARE
from yipanqi.cli.sentences.estimate import ESTIMATE
from yipanqi.cli.sentences.folders import FOLDERS
from yipanqi.cli.sentences.obstacles import OBSTACLES
from yipanqi.cli.sentences.package import PACKAGE
from yipanqi.cli.sentences.planning import PLANNING
from yipanqi.cli.sentences.solve import SOLVE
from yipanqi.cli.sentences.verify import VERIFY
from yipanqi.domain import sentences
from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences.catalogue import catalogue

CATALOGUE = catalogue(
    domain=sentences.CATALOGUE,
    check=CHECK,
    compare=COMPARE,
    estimate=ESTIMATE,
    folders=FOLDERS,
    obstacles=OBSTACLES,
    package=PACKAGE,
    planning=PLANNING,
    solve=SOLVE,
    template=TEMPLATE,
    verify=VERIFY,
)


def sentence(code: str, values: Mapping[str, object], lang: str) -> str:
    """What the command line says under a code."""
    return sentences.sentence(code, values, lang, CATALOGUE)


def said(programme: Programme, code: str, values: Mapping[str, object], lang: str) -> str:
    """What the command line says under a code about a programme."""
    return sentences.said(programme, code, values, lang, CATALOGUE)
