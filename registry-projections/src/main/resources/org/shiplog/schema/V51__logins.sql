-- False of logins that were refused. All other acts are events of what succeeded.
ALTER TABLE audit_log ADD COLUMN succeeded boolean NOT NULL DEFAULT true;
