"""The first schema: people, complaints, events, clocks, documents, filings, files, outbox, audit chain."""

TABLES = """
CREATE TABLE users (
    id {serial}, username VARCHAR(64) NOT NULL UNIQUE, display_name VARCHAR(64) NOT NULL,
    role VARCHAR(16) NOT NULL CHECK (role IN ('officer','reviewer','head','auditor','administrator','system')),
    password_hash VARCHAR(256) NOT NULL, active BOOLEAN NOT NULL, failures INTEGER NOT NULL,
    locked_until {instant}, created_at {instant} NOT NULL);
CREATE TABLE sessions (
    id {serial}, token_hash VARCHAR(64) NOT NULL UNIQUE, user_id BIGINT REFERENCES users(id), body TEXT NOT NULL,
    created_at {instant} NOT NULL, seen_at {instant} NOT NULL, expires_at {instant} NOT NULL);
CREATE TABLE persons (
    id {serial}, wrapped_key {bytes} NOT NULL, sealed {bytes} NOT NULL, phone_index VARCHAR(64) NOT NULL,
    created_at {instant} NOT NULL);
CREATE INDEX persons_phone ON persons (phone_index);
CREATE TABLE complaints (
    id {serial}, number VARCHAR(32) NOT NULL UNIQUE, submission_key VARCHAR(64) UNIQUE, source VARCHAR(32) NOT NULL,
    external_number VARCHAR(64) NOT NULL, channel VARCHAR(48) NOT NULL, authority VARCHAR(128) NOT NULL,
    kind VARCHAR(16) NOT NULL, title TEXT NOT NULL, content TEXT NOT NULL, demands TEXT NOT NULL,
    category TEXT NOT NULL, received_on DATE NOT NULL, received_at {instant}, received_from VARCHAR(16) NOT NULL,
    due_on DATE, label VARCHAR(64) NOT NULL, status VARCHAR(32) NOT NULL, tier VARCHAR(8) NOT NULL,
    handler_id BIGINT REFERENCES users(id), regimes TEXT NOT NULL, facts TEXT NOT NULL, extra TEXT NOT NULL,
    notes TEXT NOT NULL, person_id BIGINT NOT NULL REFERENCES persons(id), masked TEXT NOT NULL,
    respondent_name VARCHAR(256) NOT NULL, respondent_code VARCHAR(32) NOT NULL, respondent_address TEXT NOT NULL,
    respondent_phone VARCHAR(64) NOT NULL, source_fields TEXT NOT NULL, edited_fields TEXT NOT NULL,
    classification TEXT NOT NULL, outcome VARCHAR(64) NOT NULL, created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL, revision INTEGER NOT NULL);
CREATE UNIQUE INDEX complaints_external ON complaints (source, external_number) WHERE external_number <> '';
CREATE INDEX complaints_received ON complaints (received_on, id);
CREATE INDEX complaints_status ON complaints (status, received_on, id);
CREATE INDEX complaints_handler ON complaints (handler_id, status);
CREATE TABLE legal_events (
    id {serial}, complaint_id BIGINT NOT NULL REFERENCES complaints(id), sequence INTEGER NOT NULL,
    kind VARCHAR(48) NOT NULL, occurred_on DATE NOT NULL, occurred_at {instant}, decided_on DATE, due_on DATE,
    ground VARCHAR(48), span VARCHAR(48), limit_id VARCHAR(48), title TEXT NOT NULL, paper VARCHAR(128) NOT NULL,
    note TEXT NOT NULL, reason TEXT NOT NULL,
    evidence VARCHAR(64), corrects BIGINT REFERENCES legal_events(id), recorded_at {instant} NOT NULL,
    recorded_by BIGINT REFERENCES users(id), UNIQUE (complaint_id, sequence));
CREATE TABLE due_dates (
    id {serial}, complaint_id BIGINT NOT NULL REFERENCES complaints(id), regime VARCHAR(48) NOT NULL,
    limit_id VARCHAR(48) NOT NULL, ours BOOLEAN NOT NULL, due_on DATE, due_at {instant}, earliest DATE,
    is_open BOOLEAN NOT NULL, provisional BOOLEAN NOT NULL, body TEXT NOT NULL, trace TEXT NOT NULL,
    rules VARCHAR(64) NOT NULL, calendar VARCHAR(64) NOT NULL);
CREATE INDEX due_dates_case ON due_dates (complaint_id);
CREATE INDEX due_dates_open ON due_dates (is_open, earliest);
CREATE TABLE documents (
    id {serial}, complaint_id BIGINT NOT NULL REFERENCES complaints(id), letter_id VARCHAR(64) NOT NULL,
    title TEXT NOT NULL, status VARCHAR(16) NOT NULL
        CHECK (status IN ('draft','in_review','approved','issuing','issued','withdrawn')),
    number VARCHAR(64) UNIQUE, step_on DATE NOT NULL, facts TEXT NOT NULL, blocks TEXT, content_sha256 VARCHAR(64),
    letter_version VARCHAR(64) NOT NULL, rules VARCHAR(64) NOT NULL, drafted_by BIGINT NOT NULL REFERENCES users(id),
    submitted_by BIGINT REFERENCES users(id), approved_by BIGINT REFERENCES users(id), approved_at {instant},
    issued_by BIGINT REFERENCES users(id), issued_on DATE, docx_sha256 VARCHAR(64), pdf_sha256 VARCHAR(64),
    remark TEXT NOT NULL, created_at {instant} NOT NULL, updated_at {instant} NOT NULL, revision INTEGER NOT NULL,
    CHECK (approved_by IS NULL OR approved_by <> drafted_by),
    CHECK (status NOT IN ('issuing','issued') OR (number IS NOT NULL AND approved_by IS NOT NULL)),
    CHECK (status <> 'issued' OR (docx_sha256 IS NOT NULL AND pdf_sha256 IS NOT NULL)));
CREATE INDEX documents_case ON documents (complaint_id);
CREATE TABLE filings (
    id {serial}, complaint_id BIGINT NOT NULL REFERENCES complaints(id), document_id BIGINT REFERENCES documents(id),
    channel VARCHAR(32) NOT NULL, addressee VARCHAR(256) NOT NULL, filed_on DATE NOT NULL, filed_at {instant},
    filed_by BIGINT NOT NULL REFERENCES users(id), tracking VARCHAR(128) NOT NULL, regime VARCHAR(48),
    limit_id VARCHAR(48), due_on DATE, document_sha256 VARCHAR(64), receipt_sha256 VARCHAR(64),
    receipt_name VARCHAR(256), receipt_on DATE, receipt_note TEXT NOT NULL, note TEXT NOT NULL,
    recorded_at {instant} NOT NULL);
CREATE INDEX filings_case ON filings (complaint_id);
CREATE INDEX filings_on ON filings (filed_on, id);
CREATE TABLE stored_files (
    sha256 VARCHAR(64) PRIMARY KEY, size BIGINT NOT NULL, media_type VARCHAR(128) NOT NULL, name VARCHAR(256) NOT NULL,
    created_at {instant} NOT NULL);
CREATE TABLE outbox (
    id {serial}, kind VARCHAR(32) NOT NULL, key VARCHAR(128) NOT NULL UNIQUE, body TEXT NOT NULL,
    created_at {instant} NOT NULL, due_at {instant} NOT NULL, lease_until {instant}, lease_by VARCHAR(64),
    attempts INTEGER NOT NULL, done_at {instant}, last_error TEXT NOT NULL);
CREATE INDEX outbox_open ON outbox (due_at) WHERE done_at IS NULL;
CREATE TABLE notices (
    id {serial}, key VARCHAR(128) NOT NULL UNIQUE, user_id BIGINT NOT NULL REFERENCES users(id),
    complaint_id BIGINT REFERENCES complaints(id), message_id VARCHAR(64) NOT NULL, body TEXT NOT NULL,
    created_at {instant} NOT NULL, read_at {instant});
CREATE TABLE audit_entries (
    id {serial}, chain VARCHAR(8) NOT NULL, sequence BIGINT NOT NULL, at VARCHAR(32) NOT NULL,
    actor VARCHAR(64) NOT NULL, actor_name VARCHAR(64) NOT NULL, role VARCHAR(16) NOT NULL,
    session VARCHAR(64) NOT NULL, address VARCHAR(64) NOT NULL, request_id VARCHAR(64) NOT NULL,
    action VARCHAR(64) NOT NULL, object_kind VARCHAR(32) NOT NULL, object_id VARCHAR(64) NOT NULL,
    case_number VARCHAR(32) NOT NULL, outcome VARCHAR(16) NOT NULL, reason TEXT NOT NULL, before TEXT NOT NULL,
    after TEXT NOT NULL, version VARCHAR(32) NOT NULL, previous VARCHAR(64) NOT NULL, hash VARCHAR(64) NOT NULL,
    UNIQUE (chain, sequence));
CREATE INDEX audit_case ON audit_entries (case_number, id);
CREATE TABLE chain_heads (
    chain VARCHAR(8) PRIMARY KEY, size BIGINT NOT NULL, head VARCHAR(64) NOT NULL, seal VARCHAR(64) NOT NULL);
CREATE TABLE remarks (
    id {serial}, complaint_id BIGINT NOT NULL REFERENCES complaints(id), user_id BIGINT NOT NULL REFERENCES users(id),
    body TEXT NOT NULL, created_at {instant} NOT NULL);
CREATE INDEX remarks_case ON remarks (complaint_id);
CREATE TABLE imports (
    id {serial}, source VARCHAR(32) NOT NULL, filename VARCHAR(256) NOT NULL, sha256 VARCHAR(64) NOT NULL,
    report TEXT NOT NULL, user_id BIGINT REFERENCES users(id), created_at {instant} NOT NULL);
CREATE TABLE number_series (
    id {serial}, series VARCHAR(64) NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL, UNIQUE (series, year));
CREATE TABLE heartbeats (
    name VARCHAR(32) PRIMARY KEY, started_at {instant}, finished_at {instant}, note TEXT NOT NULL);
CREATE TABLE organisation (id {serial}, body TEXT NOT NULL, updated_at {instant} NOT NULL);
"""

# SQLite lets INSERT OR REPLACE delete a row without an UPDATE or DELETE trigger, hence the guard on the sequence.
SQLITE_GUARDS = """
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END;
CREATE TRIGGER audit_only_next BEFORE INSERT ON audit_entries
    WHEN NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM audit_entries WHERE chain = NEW.chain)
    BEGIN SELECT RAISE(ABORT, 'audit entries follow one another'); END;
CREATE TRIGGER events_no_update BEFORE UPDATE ON legal_events
    BEGIN SELECT RAISE(ABORT, 'legal events are appended and corrected by a further event'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON legal_events
    BEGIN SELECT RAISE(ABORT, 'legal events are appended and corrected by a further event'); END;
CREATE TRIGGER issued_no_update BEFORE UPDATE ON documents
    WHEN OLD.status = 'issued'
    BEGIN SELECT RAISE(ABORT, 'an issued document is frozen'); END;
CREATE TRIGGER issued_no_delete BEFORE DELETE ON documents
    BEGIN SELECT RAISE(ABORT, 'documents are never deleted'); END;
"""

POSTGRES_GUARDS = """
CREATE FUNCTION anqi_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE FUNCTION anqi_next_entry() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        IF NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM audit_entries WHERE chain = NEW.chain) THEN
            RAISE EXCEPTION 'audit entries follow one another';
        END IF;
        RETURN NEW;
    END $$;
CREATE FUNCTION anqi_frozen() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        IF OLD.status = 'issued' THEN RAISE EXCEPTION 'an issued document is frozen'; END IF;
        RETURN NEW;
    END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION anqi_append_only();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION anqi_append_only();
CREATE TRIGGER audit_only_next BEFORE INSERT ON audit_entries FOR EACH ROW EXECUTE FUNCTION anqi_next_entry();
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON legal_events
    FOR EACH ROW EXECUTE FUNCTION anqi_append_only();
CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON legal_events
    FOR EACH STATEMENT EXECUTE FUNCTION anqi_append_only();
CREATE TRIGGER issued_frozen BEFORE UPDATE ON documents FOR EACH ROW EXECUTE FUNCTION anqi_frozen();
CREATE TRIGGER documents_kept BEFORE DELETE ON documents FOR EACH ROW EXECUTE FUNCTION anqi_append_only();
"""


def statements(*, postgres: bool) -> list[str]:
    """The statements for one engine, in order; triggers keep their inner semicolons."""
    types = (
        {"serial": "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", "instant": "TIMESTAMPTZ", "bytes": "BYTEA"}
        if postgres
        else {"serial": "INTEGER PRIMARY KEY AUTOINCREMENT", "instant": "TIMESTAMPTZ", "bytes": "BLOB"}
    )
    schema = [part.strip() for part in TABLES.format(**types).split(";\n") if part.strip()]
    guards = POSTGRES_GUARDS if postgres else SQLITE_GUARDS
    marker = "\nCREATE "
    return schema + [("CREATE " + part).strip() for part in ("\n" + guards.strip()).split(marker)[1:]]
