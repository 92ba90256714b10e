"""What a programme's data lack, what would change most first; where to fill it in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from yipanqi.domain.planning.estimate import CannotEstimate
from yipanqi.domain.planning.lacks import lacks
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.sentences import said
from yipanqi.domain.sentences.spoken import percent_text
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import language, say
from yipanqi.workbook.columns import SHEET

from ..models import ProgrammeEntry, hidden_sheets
from ..working import page

_SHEETS = {"lack_built": "estates", "lack_money": "funds", "lack_crews": "crews"}  # of all others the survey


@require_safe
@permission_required("programmes.view")
def lacking(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The list; asked for by a part of another page, the list alone."""
    entry = get_object_or_404(ProgrammeEntry.objects.visible_to(request.user).filled(), pk=entry_id)
    programme = entry.programme()
    try:
        found = lacks(programme, offer(programme))
    except CannotEstimate:
        found = []
    hidden = hidden_sheets(request.user)
    lines = [
        {
            "said": said(programme, lack.reason.code, lack.reason.values, language()),
            "share": percent_text(lack.share),
            "sheet": sheet,
            "title": say(*SHEET[sheet].title),
        }
        for lack in found
        if (sheet := _SHEETS.get(lack.reason.code, "survey")) not in hidden
    ]
    is_part = request.htmx.target == "lacks"
    template = "programmes/_lacks.html" if is_part else "programmes/lacks.html"
    return page(request, template, entry, shown=entry, lines=lines, can_plan=request.user.has_perm("plans.make"))
