"""What is told of a file: the texts in it and where they stand, or why it is not read."""

from collections.abc import Mapping
from dataclasses import dataclass

Pair = tuple[str, str]  # in Chinese and in English


@dataclass(frozen=True, slots=True)
class Found:
    """A text in a file, where it stands, and whether somebody who reads the file as usual does not see it."""

    place: Pair
    text: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """All texts of a file; the pages, from 1, that show something and have no text to be read (a picture is one such
    page): a person has to look at them; and the form of the file: DOCX, XLSX, PDF, JPEG, PNG."""

    strings: tuple[Found, ...]
    needs_eyes: tuple[int, ...]
    form: str


class CannotRead(Exception):
    """This file is not read; the two sentences tell the user why, the code tells programs."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.zh, self.en = REFUSALS[code]
        super().__init__(f"{self.zh} {self.en}")

    @property
    def pair(self) -> Pair:
        """Why, in Chinese and in English."""
        return self.zh, self.en


REFUSALS: Mapping[str, Pair] = {
    "form": (
        "只收 DOCX、XLSX、PDF、JPEG、PNG 文件",
        "Only DOCX, XLSX, PDF, JPEG and PNG files are taken",
    ),
    "old": (
        "不收旧格式（.doc、.xls、.ppt、.wps、.et）：里面藏着什么查不全。请另存为 .docx、.xlsx 或 PDF 再上传",
        "Old formats (.doc, .xls, .ppt, .wps, .et) are not taken, for what hides in them cannot all be found: "
        "save it as .docx, .xlsx or PDF and upload that",
    ),
    "slides": (
        "不收演示文稿，请导出为 PDF 再上传",
        "Slides are not taken: export them as PDF and upload that",
    ),
    "macro": (
        "文件带有宏，不收。请另存为不带宏的 .docx 或 .xlsx 再上传",
        "The file has macros and is not taken: save it as .docx or .xlsx without macros and upload that",
    ),
    "script": (
        "PDF 带有脚本或会启动程序的动作，不收。请重新“打印为 PDF”再上传",
        "The PDF has scripts or actions that start programs and is not taken: print it to PDF again and upload that",
    ),
    "encrypted": (
        "文件有密码或加密，打不开。请去掉密码再上传",
        "The file is encrypted or has a password: take the password off and upload it again",
    ),
    "ending": (
        "文件名的后缀和内容不是同一种格式，请核对后重新上传",
        "The ending of the file's name does not fit its content: check it and upload it again",
    ),
    "damaged": (
        "文件打不开，可能已损坏或没有传完整",
        "The file cannot be opened; it may be damaged or incomplete",
    ),
    "bomb": (
        "文件解压后过大，不收",
        "The file unpacks to far too much and is not taken",
    ),
    "entries": (
        "文件内部的部件过多，不收",
        "The file has far too many parts inside and is not taken",
    ),
    "forged": (
        "文件的内部结构自相矛盾（部件重叠、重名或大小不实），不收",
        "The file contradicts itself inside (parts overlap, share a name or lie about their size) and is not taken",
    ),
    "entities": (
        "文件含有实体定义（DTD），正常的办公文件没有，不收",
        "The file defines entities (DTD), which no honest office file does, and is not taken",
    ),
    "deep": (
        "文件里一层套一层地嵌着文件，不收",
        "The file has files inside files inside files and is not taken",
    ),
    "pixels": (
        "图片超过 4000 万像素",
        "The picture has more than 40 million pixels",
    ),
    "frames": (
        "不收动图",
        "Animated pictures are not taken",
    ),
    "large": (
        "文件超过 50 MB",
        "The file is larger than 50 MB",
    ),
    "empty": (
        "文件是空的",
        "The file is empty",
    ),
    "heavy": (
        "文件太复杂，在限定的时间和内存内没有查完，不收。请拆成几个文件或导出为 PDF 再上传",
        "The file is too heavy to be looked through within the limits of time and memory: "
        "split it, or export it as PDF, and upload that",
    ),
}
