"""The database itself refuses to change or remove a proposal or an adoption, or to change a plan that is made."""

from django.db import migrations

KEPT = ("plans_proposal", "plans_adoption")
SQLITE_UP = (
    *(
        f"""CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table}
            BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
        for table in KEPT
        for deed in ("UPDATE", "DELETE")
    ),
    """CREATE TRIGGER plans_planrun_stays BEFORE UPDATE ON plans_planrun WHEN OLD.state <> 'open'
       BEGIN SELECT RAISE(ABORT, 'a plan that is made stays as it is'); END""",
)
SQLITE_DOWN = (
    *(f"DROP TRIGGER IF EXISTS {table}_no_{deed}" for table in KEPT for deed in ("update", "delete")),
    "DROP TRIGGER IF EXISTS plans_planrun_stays",
)
POSTGRESQL_UP = (
    """CREATE FUNCTION plans_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'plans that are made, proposals and adoptions stay as they are'
       USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    *(
        f"""CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION plans_refuse()"""
        for table in KEPT
    ),
    """CREATE TRIGGER plans_planrun_stays BEFORE UPDATE ON plans_planrun
       FOR EACH ROW WHEN (OLD.state <> 'open') EXECUTE FUNCTION plans_refuse()""",
)
POSTGRESQL_DOWN = (
    *(f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}" for table in KEPT),
    "DROP TRIGGER IF EXISTS plans_planrun_stays ON plans_planrun",
    "DROP FUNCTION IF EXISTS plans_refuse()",
)
STATEMENTS = {"sqlite": (SQLITE_UP, SQLITE_DOWN), "postgresql": (POSTGRESQL_UP, POSTGRESQL_DOWN)}


def up(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor][0]:
        schema_editor.execute(statement, params=None)


def down(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor][1]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [migrations.RunPython(up, down)]
