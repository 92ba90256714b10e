"""The texts of what is public, with the index of their grams."""

import django.db.models.deletion
from django.db import migrations, models

_TABLE, _SOUGHT = "disclosure_publictext", "disclosure_publictext_sought"
_SQLITE = (
    f"CREATE VIRTUAL TABLE {_SOUGHT} USING fts5(grams, content='{_TABLE}', content_rowid='id', tokenize='ascii')",
    f"CREATE TRIGGER {_TABLE}_in AFTER INSERT ON {_TABLE} BEGIN "
    f"INSERT INTO {_SOUGHT}(rowid, grams) VALUES (new.id, new.grams); END",
    f"CREATE TRIGGER {_TABLE}_out AFTER DELETE ON {_TABLE} BEGIN "
    f"INSERT INTO {_SOUGHT}({_SOUGHT}, rowid, grams) VALUES ('delete', old.id, old.grams); END",
)
_POSTGRESQL = (
    f"ALTER TABLE {_TABLE} ADD COLUMN sought tsvector GENERATED ALWAYS AS (to_tsvector('simple', grams)) STORED",
    f"CREATE INDEX {_SOUGHT} ON {_TABLE} USING gin (sought)",
)
_AWAY = {"sqlite": (f"DROP TABLE {_SOUGHT}",), "postgresql": (f"DROP INDEX {_SOUGHT}",)}


def _set(apps, schema_editor):
    statements = _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE
    for statement in statements:
        schema_editor.execute(statement, params=None)


def _take_away(apps, schema_editor):
    for statement in _AWAY[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0001_publications")]

    operations = [
        migrations.CreateModel(
            name="PublicText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lang", models.CharField(max_length=2)),
                ("mark", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField()),
                ("title", models.CharField(max_length=300)),
                ("text", models.TextField()),
                ("shown", models.TextField()),
                ("grams", models.TextField()),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="disclosure.publication"
                    ),
                ),
            ],
            options={
                "ordering": ("-published_at", "-pk"),
                "indexes": [models.Index(fields=["lang", "-published_at", "-id"], name="public_texts_in_time")],
                "constraints": [
                    models.UniqueConstraint(fields=("publication", "lang"), name="public_text_once"),
                    models.CheckConstraint(condition=models.Q(("lang__in", ("zh", "en"))), name="public_text_language"),
                ],
            },
        ),
        migrations.RunPython(_set, _take_away),
    ]
