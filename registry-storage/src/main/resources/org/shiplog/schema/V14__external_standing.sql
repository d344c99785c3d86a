-- When a directory or a provider last vouched for a user of theirs, and what a provider is asked with the next time.
CREATE TABLE external_standing (
    user_id      bigint      NOT NULL PRIMARY KEY,
    confirmed_at timestamptz NOT NULL,
    asked_until  timestamptz,
    tokens       text
);

COMMENT ON COLUMN external_standing.asked_until IS 'until then a node asks: a refresh token that is used twice is worth nothing any more';
COMMENT ON COLUMN external_standing.tokens IS 'of a provider, sealed with a key that follows from the key that signs; null for users of a directory';

-- People who logged in at the provider and have not chosen a name here yet. Minutes later the rows are gone.
CREATE TABLE external_arrival (
    arrival_hash bytea       NOT NULL PRIMARY KEY,
    sealed       text        NOT NULL,
    expires_at   timestamptz NOT NULL
);

COMMENT ON COLUMN external_arrival.arrival_hash IS 'SHA-256 of the random text in the browser''s cookie';

CREATE INDEX external_arrival_expires_idx ON external_arrival (expires_at);
