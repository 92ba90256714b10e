"""Make the example workbooks: `python examples/make_examples.py` writes the same files every time."""

from pathlib import Path

import district_83
import phases_2022

from yipanqi import workbook

HERE = Path(__file__).parent
EXAMPLES = {"jianghan-83.xlsx": district_83.programme, "jianghan-2022.xlsx": phases_2022.programme}


def main(folder: Path = HERE) -> None:
    """Write every example into the folder."""
    for name, programme in EXAMPLES.items():
        workbook.write(programme(), folder / name)
        print(folder / name)


if __name__ == "__main__":
    main()
