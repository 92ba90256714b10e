"""Children of Word's properties in the order that the schema wants (ECMA-376 part 1, 17): validators and converters to
OFD refuse others, though word processors bear them."""

from collections.abc import Mapping

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "trPr": "cnfStyle divId gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader tblCellSpacing jc",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
}
_PLACES = {name: {f"{_W}{child}": at for at, child in enumerate(children.split())} for name, children in _ORDER.items()}


def in_schema_order(part: bytes) -> bytes:
    """The XML of a part with the children of every properties element in the schema's order; what stands twice stands
    once, as it was said last."""
    root = etree.fromstring(part)
    for name, place in _PLACES.items():
        for element in root.iter(f"{_W}{name}"):
            _sort(element, place)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def misplaced(part: bytes) -> list[str]:
    """Properties elements whose children stand in another order; none in a file of ours."""
    found = []
    for name, place in _PLACES.items():
        for element in etree.fromstring(part).iter(f"{_W}{name}"):
            places = [place.get(child.tag, len(place)) for child in element]
            if places != sorted(places):
                found.append(f"{name}: {[etree.QName(child).localname for child in element]}")
    return found


def _sort(element: etree._Element, place: Mapping[str, int]) -> None:
    kept: dict[str, list[etree._Element]] = {}
    for child in element:
        many = child.tag.endswith("Reference")
        kept[child.tag] = [*kept.get(child.tag, []), child] if many else [child]
    children = [child for same in kept.values() for child in same]
    for child in list(element):
        element.remove(child)
    element.extend(sorted(children, key=lambda child: place.get(child.tag, len(place))))
