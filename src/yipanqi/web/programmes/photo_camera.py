"""What a photo's camera said of when and where, as the page of the estate tells it."""

from yipanqi.domain.coordinate import Point, metres_between
from yipanqi.web.page.say import say

from .models import EstateRow, Photo

FAR = 1000  # metres from the estate's point; the far end of a large estate is nearer


def camera_said(photo: Photo, row: EstateRow) -> str:
    """The moment by the camera's clock, and how far from the estate; nothing of what it did not say."""
    parts = [photo.camera_time[:16]] if photo.camera_time else []
    if photo.camera_point is not None:
        parts.append(_place(photo.camera_point, row))
    return say(f"相机记录：{' · '.join(parts)}", f"By the camera: {' · '.join(parts)}") if parts else ""


def _place(point: Point, row: EstateRow) -> str:
    place = f"{point.longitude:.5f}, {point.latitude:.5f}"
    if row.longitude is None or row.latitude is None:
        return place
    metres = metres_between(point, Point(float(row.longitude), float(row.latitude)))
    if metres <= FAR:
        return say(f"距小区 {metres:,.0f} 米", f"{metres:,.0f} m from the estate")
    far = say(f"距小区 {metres / 1000:,.1f} 公里，请核实", f"{metres / 1000:,.1f} km from the estate: check it")
    return f"{place} · {far}"
