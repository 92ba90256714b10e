"""What may stay in a Word file: the allow-list of its elements (ECMA-376 part 1, 17) and of what attributes may say."""

import re
import unicodedata

from .loose import names

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
WORD_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
GROUP = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = "http://www.w3.org/XML/1998/namespace"
_STORY = (
    "document body hdr ftr footnotes footnote endnotes endnote p r t tab br cr sym noBreakHyphen "
    "softHyphen ptab pgNum "
    "footnoteReference endnoteReference footnoteRef endnoteRef separator continuationSeparator fldSimple "
    "tbl tblGrid gridCol tr tc tblPrEx ruby rubyPr rubyAlign hps hpsRaise hpsBaseText lid rt rubyBase "
    "drawing txbxContent"
)
_PROPERTIES = (
    "pPr rPr tblPr trPr tcPr sectPr "
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr numId ilvl suppressLineNumbers "
    "pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl top left bottom right start end insideH insideV between bar tl2br tr2bl "
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof color w kern "
    "position sz szCs highlight u effect bdr fitText vertAlign rtl cs em lang eastAsianLayout oMath "
    "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW tblCellSpacing tblInd "
    "tblBorders tblLayout tblCellMar tblLook gridSpan hMerge vMerge tcW tcBorders noWrap tcMar tcFitText vAlign "
    "cnfStyle gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader "
    "headerReference footerReference footnotePr endnotePr pos numFmt numStart numRestart type pgSz pgMar pgBorders "
    "lnNumType pgNumType cols col formProt noEndnote titlePg rtlGutter docGrid"
)
_STYLES = (
    "styles docDefaults rPrDefault pPrDefault style name basedOn next link uiPriority semiHidden "
    "unhideWhenUsed qFormat "
    "tblStylePr numbering abstractNum multiLevelType lvl lvlRestart isLgl suff lvlText lvlJc legacy num "
    "abstractNumId "
    "lvlOverride startOverride styleLink numStyleLink fonts font altName panose1 charset family pitch sig"
)
_SETTINGS = (
    "settings defaultTabStop evenAndOddHeaders characterSpacingControl mirrorMargins themeFontLang autoHyphenation "
    "compat compatSetting clrSchemeMapping bordersDoNotSurroundHeader bordersDoNotSurroundFooter zoom "
    "spaceForUL balanceSingleByteDoubleByteWidth doNotLeaveBackslashAlone ulTrailSpace doNotExpandShiftReturn "
    "adjustLineHeightInTable useFELayout drawingGridVerticalSpacing displayHorizontalDrawingGridEvery "
    "displayVerticalDrawingGridEvery drawingGridHorizontalSpacing footnote endnote footnotePr endnotePr"
)
STORY = names(f"{_STORY} {_PROPERTIES}")
STYLES = names(f"{_STYLES} {_PROPERTIES} start")
SETTINGS = frozenset(_SETTINGS.split())
UNWRAPPED = names(  # what stands in these stays
    "ins moveTo hyperlink smartTag customXml sdt sdtContent bdo dir fldSimple AlternateContent Choice Fallback"
)
DRAWINGS = {
    WORD_DRAWING: names(
        "inline anchor extent effectExtent docPr cNvGraphicFramePr simplePos positionH positionV align "
        "posOffset wrapNone "
        "wrapSquare wrapTight wrapThrough wrapTopAndBottom wrapPolygon start lineTo"
    ),
    PICTURE: names("pic nvPicPr cNvPr cNvPicPr blipFill spPr"),
    SHAPE: names("wsp cNvPr cNvSpPr cNvCnPr spPr style txbx bodyPr"),
    GROUP: names("wgp grpSp cNvPr cNvGrpSpPr grpSpPr"),
}
NOT_DRAWN = names(  # of the drawing language: what leads elsewhere or may hold anything
    "extLst ext hlinkClick hlinkHover hlinkMouseOver snd audioFile videoFile quickTimeFile wavAudioFile audioCd "
    "custDataLst custData objectDefaults"
)
PAGES = re.compile(
    r"\s*(PAGE|NUMPAGES|SECTIONPAGES)(\s+\\\*\s*\w+)*\s*"
)  # fields that stay: they say no more than a page
_DIGITS = 9  # that a technical value has at most; a telephone number has more
_LONGEST = 80


def is_plain(value: str) -> bool:
    """May an attribute say this? Measures, colours, names of fonts and kinds: short, with few digits, no address."""
    plain = unicodedata.normalize("NFKC", value)
    return len(plain) <= _LONGEST and "@" not in plain and sum(sign.isnumeric() for sign in plain) <= _DIGITS
