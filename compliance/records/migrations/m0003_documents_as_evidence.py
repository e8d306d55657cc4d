"""Texts of documents by version, approvals by step, comments, overrides at issue, corrections, numbers, own letters."""

TABLES = """
CREATE TABLE document_texts (
    id {serial}, document_id BIGINT NOT NULL REFERENCES documents(id), version INTEGER NOT NULL,
    origin VARCHAR(16) NOT NULL CHECK (origin IN ('composed','edited','uploaded')), blocks TEXT NOT NULL,
    content_sha256 VARCHAR(64) NOT NULL, facts TEXT NOT NULL, upload_sha256 VARCHAR(64),
    upload_name VARCHAR(256), note TEXT NOT NULL, submitted BOOLEAN NOT NULL,
    made_by BIGINT NOT NULL REFERENCES users(id), made_at {instant} NOT NULL, UNIQUE (document_id, version));
CREATE INDEX documents_letter ON documents (letter_id, status, id);
CREATE TABLE document_approvals (
    id {serial}, document_id BIGINT NOT NULL REFERENCES documents(id), step INTEGER NOT NULL,
    role VARCHAR(16) NOT NULL, content_sha256 VARCHAR(64) NOT NULL,
    approved_by BIGINT NOT NULL REFERENCES users(id), approved_at {instant} NOT NULL, void_at {instant});
CREATE INDEX document_approvals_document ON document_approvals (document_id, id);
CREATE TABLE document_comments (
    id {serial}, document_id BIGINT NOT NULL REFERENCES documents(id), content_sha256 VARCHAR(64) NOT NULL,
    place INTEGER NOT NULL, excerpt TEXT NOT NULL, body TEXT NOT NULL,
    written_by BIGINT NOT NULL REFERENCES users(id), written_at {instant} NOT NULL,
    settled_by BIGINT REFERENCES users(id), settled_at {instant});
CREATE INDEX document_comments_document ON document_comments (document_id, id);
CREATE TABLE issue_overrides (
    id {serial}, document_id BIGINT NOT NULL REFERENCES documents(id), content_sha256 VARCHAR(64) NOT NULL,
    finding VARCHAR(128) NOT NULL, sentence TEXT NOT NULL, reason TEXT NOT NULL,
    overridden_by BIGINT NOT NULL REFERENCES users(id), overridden_at {instant} NOT NULL);
CREATE INDEX issue_overrides_document ON issue_overrides (document_id, id);
CREATE TABLE document_corrections (
    id {serial}, document_id BIGINT NOT NULL UNIQUE REFERENCES documents(id),
    corrects BIGINT NOT NULL REFERENCES documents(id), reason TEXT NOT NULL, CHECK (document_id <> corrects));
CREATE INDEX document_corrections_corrected ON document_corrections (corrects);
CREATE TABLE letter_releases (
    id {serial}, letter_id VARCHAR(64) NOT NULL, form VARCHAR(16) NOT NULL CHECK (form IN ('markdown','word')),
    title TEXT NOT NULL, source TEXT NOT NULL, file_sha256 VARCHAR(64), fingerprint VARCHAR(64) NOT NULL,
    in_force_from DATE, in_force_until DATE, reason TEXT NOT NULL, trial TEXT NOT NULL,
    state VARCHAR(16) NOT NULL CHECK (state IN ('draft','proposed','in_force','refused','withdrawn')),
    drafted_by BIGINT NOT NULL REFERENCES users(id), drafted_at {instant} NOT NULL,
    decided_by BIGINT REFERENCES users(id), decided_at {instant}, decision_reason TEXT NOT NULL,
    CHECK (state <> 'in_force' OR (decided_by IS NOT NULL AND decided_by <> drafted_by AND in_force_from IS NOT NULL)));
CREATE INDEX letter_releases_letter ON letter_releases (letter_id, id);
CREATE TABLE verification_codes (
    id {serial}, document_id BIGINT NOT NULL UNIQUE REFERENCES documents(id), code VARCHAR(16) NOT NULL);
CREATE INDEX verification_codes_code ON verification_codes (code);
CREATE TABLE series_starts (
    id {serial}, series VARCHAR(64) NOT NULL, year INTEGER NOT NULL, skipped_from INTEGER NOT NULL,
    next_serial INTEGER NOT NULL, reason TEXT NOT NULL, set_by BIGINT NOT NULL REFERENCES users(id),
    set_at {instant} NOT NULL, CHECK (next_serial > skipped_from));
"""

# A row of documents is frozen once issued and never deleted since the first schema; this freezes what belongs to it.
SQLITE_GUARDS = """
CREATE TRIGGER corrections_no_update BEFORE UPDATE ON document_corrections
    BEGIN SELECT RAISE(ABORT, 'corrections are append-only'); END;
CREATE TRIGGER corrections_no_delete BEFORE DELETE ON document_corrections
    BEGIN SELECT RAISE(ABORT, 'corrections are append-only'); END;
CREATE TRIGGER codes_no_update BEFORE UPDATE ON verification_codes
    BEGIN SELECT RAISE(ABORT, 'verification codes are append-only'); END;
CREATE TRIGGER codes_no_delete BEFORE DELETE ON verification_codes
    BEGIN SELECT RAISE(ABORT, 'verification codes are append-only'); END;
CREATE TRIGGER starts_no_update BEFORE UPDATE ON series_starts
    BEGIN SELECT RAISE(ABORT, 'starts of series are append-only'); END;
CREATE TRIGGER starts_no_delete BEFORE DELETE ON series_starts
    BEGIN SELECT RAISE(ABORT, 'starts of series are append-only'); END;
CREATE TRIGGER numbers_only_up BEFORE UPDATE ON number_series
    WHEN NEW.last < OLD.last OR NEW.series <> OLD.series OR NEW.year <> OLD.year
    BEGIN SELECT RAISE(ABORT, 'number series only go up'); END;
CREATE TRIGGER numbers_no_delete BEFORE DELETE ON number_series
    BEGIN SELECT RAISE(ABORT, 'number series only go up'); END;
"""

POSTGRES_GUARDS = """
CREATE FUNCTION anqi_only_up() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        IF NEW.last < OLD.last OR NEW.series <> OLD.series OR NEW.year <> OLD.year THEN
            RAISE EXCEPTION 'number series only go up';
        END IF;
        RETURN NEW;
    END $$;
CREATE TRIGGER documents_no_truncate BEFORE TRUNCATE ON documents
    FOR EACH STATEMENT EXECUTE FUNCTION anqi_append_only();
CREATE TRIGGER corrections_append_only BEFORE UPDATE OR DELETE ON document_corrections
    FOR EACH ROW EXECUTE FUNCTION anqi_append_only();
CREATE TRIGGER codes_append_only BEFORE UPDATE OR DELETE ON verification_codes
    FOR EACH ROW EXECUTE FUNCTION anqi_append_only();
CREATE TRIGGER starts_append_only BEFORE UPDATE OR DELETE ON series_starts
    FOR EACH ROW EXECUTE FUNCTION anqi_append_only();
CREATE TRIGGER numbers_only_up BEFORE UPDATE ON number_series FOR EACH ROW EXECUTE FUNCTION anqi_only_up();
CREATE TRIGGER numbers_kept BEFORE DELETE ON number_series FOR EACH ROW EXECUTE FUNCTION anqi_append_only();
"""


def statements(*, postgres: bool) -> list[str]:
    """The statements for one engine, in order; triggers keep their inner semicolons."""
    serial = "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY" if postgres else "INTEGER PRIMARY KEY AUTOINCREMENT"
    schema = TABLES.format(serial=serial, instant="TIMESTAMPTZ")
    guards = POSTGRES_GUARDS if postgres else SQLITE_GUARDS
    return [part.strip() for part in schema.split(";\n") if part.strip()] + [
        ("CREATE " + part).strip() for part in ("\n" + guards.strip()).split("\nCREATE ")[1:]
    ]
