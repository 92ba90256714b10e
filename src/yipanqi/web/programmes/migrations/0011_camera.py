"""When and where the camera says a photo was taken."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programmes", "0010_time")]
    operations = [
        migrations.AddField("photo", "camera_time", models.CharField(blank=True, default="", max_length=19)),
        migrations.AddField(
            "photo", "camera_longitude", models.DecimalField(decimal_places=6, max_digits=9, null=True)
        ),
        migrations.AddField("photo", "camera_latitude", models.DecimalField(decimal_places=6, max_digits=8, null=True)),
    ]
