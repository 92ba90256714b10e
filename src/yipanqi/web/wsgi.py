"""The platform for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.module_loading import import_string

from yipanqi.web.page.memory import lasting, patient

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yipanqi.web.settings")
patient()
with lasting():
    application = get_wsgi_application()
    get_resolver().check()  # the pages and all that they import, before anybody waits for one
import_string("yipanqi.web.audit.watch.tell_at_start")()  # a database older than its checkpoints
import_string("yipanqi.web.disclosure.public.building.settled")()  # public pages whose moving in was cut off
