-- What is personal about users. Apart from the events, which stay for ever, because this must be erasable.
CREATE TABLE user_profile (
    user_id  bigint NOT NULL PRIMARY KEY,
    email    text   NOT NULL,
    realname text   NOT NULL,
    comment  text   NOT NULL
);

COMMENT ON COLUMN user_profile.email IS 'empty when unknown';

CREATE UNIQUE INDEX user_profile_email_idx ON user_profile (lower(email)) WHERE email <> '';

-- Who is logged in with a browser. All nodes look here, so that a session ends everywhere at once.
CREATE TABLE login_session (
    session_hash bytea       NOT NULL PRIMARY KEY,
    user_id      bigint      NOT NULL,
    username     text        NOT NULL COLLATE "C",
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL
);

COMMENT ON COLUMN login_session.session_hash IS 'SHA-256 of the session id: who reads this table cannot take over a session';

CREATE INDEX login_session_user_idx ON login_session (user_id);
CREATE INDEX login_session_expires_idx ON login_session (expires_at);
