from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_entry_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit entries are never changed or removed'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_entry_immutable
    BEFORE UPDATE OR DELETE ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_is_immutable();
CREATE TRIGGER audit_entry_not_truncated
    BEFORE TRUNCATE ON audit_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_immutable();
"""

REVERSE = """
DROP TRIGGER audit_entry_immutable ON audit_auditentry;
DROP TRIGGER audit_entry_not_truncated ON audit_auditentry;
DROP FUNCTION audit_entry_is_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, REVERSE)]
