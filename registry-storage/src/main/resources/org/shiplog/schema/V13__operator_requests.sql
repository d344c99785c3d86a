-- Requests that a command beside a node is about to make in the operator's name. To write a row takes the database, and a row
-- is good for one request within a minute.
CREATE TABLE operator_request (
    token_hash bytea       NOT NULL PRIMARY KEY,
    method     text        NOT NULL,
    target     text        NOT NULL,
    expires_at timestamptz NOT NULL
);

COMMENT ON COLUMN operator_request.token_hash IS 'SHA-256 of the token, which only the command knows';
COMMENT ON COLUMN operator_request.target IS 'path and query as they stand in the request';
