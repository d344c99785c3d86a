-- What cursors of the change feed are written with, the same on every node and for ever: clients keep cursors.
CREATE TABLE feed_cursor_key (
    one boolean NOT NULL DEFAULT true PRIMARY KEY CHECK (one),
    key bytea   NOT NULL CHECK (length(key) = 16)
);

-- From the server's strong random numbers.
INSERT INTO feed_cursor_key (key) VALUES (decode(replace(gen_random_uuid()::text, '-', ''), 'hex'));
