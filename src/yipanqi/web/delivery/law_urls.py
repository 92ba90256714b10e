"""Where the pages of contracts, gates and digs are; `urls` takes them in."""

from django.urls import path

from .views import contracts, digs, gates

urlpatterns = [
    path("tasks/contracts/", contracts.contracts, name="contracts"),
    path("tasks/contracts/new/", contracts.new, name="contract-new"),
    path("tasks/contracts/imports/", contracts.imports, name="contract-imports"),
    path("tasks/contracts/imports/template/", contracts.template, name="contract-template"),
    path("tasks/contracts/imports/<int:pk>/", contracts.one_import, name="contract-import"),
    path("tasks/contracts/imports/<int:pk>/apply", contracts.apply, name="contract-import-apply"),
    path("tasks/contracts/imports/<int:pk>/undo", contracts.undo, name="contract-import-undo"),
    path("tasks/contracts/<int:pk>/", contracts.contract, name="contract"),
    path("tasks/contracts/<int:pk>/edit/", contracts.edit, name="contract-edit"),
    path("tasks/contracts/<int:pk>/end", contracts.end, name="contract-end"),
    path("tasks/contracts/<int:pk>/attach", contracts.attach, name="contract-attach"),
    path("tasks/contracts/<int:pk>/file", contracts.file, name="contract-file"),
    path("tasks/<int:pk>/papers", gates.hand_in, name="paper-add"),
    path("tasks/papers/<int:pk>/withdraw", gates.withdraw, name="paper-withdraw"),
    path("tasks/papers/<int:pk>/file", gates.file, name="paper-file"),
    path("tasks/<int:pk>/exception", gates.ask, name="exception-ask"),
    path("tasks/exceptions/", gates.exceptions, name="exceptions"),
    path("tasks/exceptions/<int:pk>/decide", gates.decide, name="exception-decide"),
    path("tasks/digs/", digs.digs, name="digs"),
    path("tasks/digs/plans/new/", digs.new_plan, name="dig-plan-new"),
    path("tasks/digs/plans/<int:pk>/", digs.plan, name="dig-plan"),
    path("tasks/digs/plans/<int:pk>/cancel", digs.cancel_plan, name="dig-plan-cancel"),
    path("tasks/digs/ground/", digs.ground, name="dig-ground"),
    path("tasks/digs/surfaces/<int:pk>/remove", digs.remove_surface, name="surface-remove"),
    path("tasks/digs/reopenings/", digs.reopenings, name="reopenings"),
    path("tasks/digs/reopenings/<int:pk>/decide", digs.decide, name="reopening-decide"),
]
