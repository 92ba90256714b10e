"""`yipanqi compare` prints figures as the documents do."""

from yipanqi.cli.compare import report
from yipanqi.domain.planning.compare import Picture, Seat, compared


def a_picture(*fen: int) -> Picture:
    seat = Seat(name="甲", subdistrict="乙街道", households=1990, start="2027Q1")
    return Picture(
        seats={"E1": seat}, chosen={}, paid={("E1", 2027 + i): amount for i, amount in enumerate(fen)}, objective=0.0
    )


def test_money_adds_up_as_in_the_documents_and_households_are_whole():
    """Years add up to the shown total by largest remainder; households carry no decimals."""
    lines = report(compared(a_picture(1_004_000, 1_004_000, 1_004_000), a_picture(0, 0, 0)))

    assert any("惠及户数" in line and "1,990 " in line + " " and "1,990.00" not in line for line in lines)
    shown = [float(line.split()[1]) for line in lines if line.split() and line.split()[0] in ("2027", "2028", "2029")]
    assert round(sum(shown), 2) == 3.01
