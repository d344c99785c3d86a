-- The values of settings that are secrets. An event says only which row holds the value.
CREATE TABLE setting_secret (
    marker     text        NOT NULL PRIMARY KEY,
    setting    text        NOT NULL,
    value      text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON COLUMN setting_secret.marker IS 'as the event has it: # and 16 random hexadecimal digits';
COMMENT ON COLUMN setting_secret.value IS 'not encrypted: who reads the database can use it';

CREATE INDEX setting_secret_setting_idx ON setting_secret (setting, created_at);
