"""Where the pages of acceptance and handover are."""

from django.urls import path

from .views import acceptance, acceptance_files, handover

ONE = "tasks/acceptance/<int:pk>/"
patterns = [
    path("tasks/acceptance/", acceptance.acceptances, name="acceptances"),
    path("tasks/acceptance/new", acceptance.apply, name="acceptance-new"),
    path(ONE, acceptance.acceptance, name="acceptance"),
    path(f"{ONE}papers", acceptance.papers, name="acceptance-papers"),
    path(f"{ONE}move", acceptance.move, name="acceptance-move"),
    path(f"{ONE}quantities", acceptance.quantities, name="acceptance-quantities"),
    path(f"{ONE}order", acceptance.order, name="acceptance-order"),
    path(f"{ONE}rectified/<int:rectification_id>", acceptance.put_right, name="acceptance-put-right"),
    path(f"{ONE}condition", acceptance.condition, name="acceptance-condition"),
    path(f"{ONE}met/<int:condition_id>", acceptance.met, name="acceptance-met"),
    path(f"{ONE}judge/<slug:party>/", acceptance.judge, name="acceptance-judge"),
    path(f"{ONE}paper/<slug:party>/", acceptance.paper, name="acceptance-paper"),
    path(f"{ONE}paper/<int:paper_id>/confirm", acceptance.paper_confirm, name="acceptance-paper-confirm"),
    path(f"{ONE}paper/<int:paper_id>/return", acceptance.paper_return, name="acceptance-paper-return"),
    path(f"{ONE}photo/<uuid:uid>", acceptance.photo, name="acceptance-photo"),
    path(f"{ONE}file/<slug:kind>", acceptance_files.file, name="acceptance-file"),
    path(f"{ONE}handover", handover.offer, name="handover-offer"),
    path("tasks/handover/<int:pk>/", handover.handover, name="handover"),
    path("tasks/handover/<int:pk>/act", handover.act, name="handover-act"),
    path("tasks/handover/<int:pk>/file", handover.file, name="handover-file"),
    path("tasks/checklists/", acceptance_files.checklists, name="checklists"),
    path("tasks/checklists/<int:pk>/", acceptance_files.checklist, name="checklist"),
    path("tasks/checklists/<int:pk>/in-force", acceptance_files.checklist_in_force, name="checklist-in-force"),
    path("tasks/checklists/file/<slug:kind>", acceptance_files.checklist_file, name="checklist-file"),
]
