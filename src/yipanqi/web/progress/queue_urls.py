"""Where a phone's queue asks, and what its browser keeps for the time without a network."""

from django.urls import path

from .views import queue

patterns = [
    path("progress/queue/", queue.queue, name="queue"),
    path("progress/queue/reports", queue.queue_report, name="queue-report"),
    path("progress/queue/reports/<uuid:uid>", queue.queue_receipt, name="queue-receipt"),
    path("progress/queue/reports/<uuid:uid>/photos/<str:sha256>", queue.queue_photo, name="queue-photo"),
    path("progress/offline/", queue.offline, name="offline"),
    path("progress/worker.js", queue.worker, name="worker"),
]
