-- The keys that sign registry tokens. Shared by all nodes, so that each accepts the tokens of the others.
CREATE TABLE signing_key (
    key_id      text        NOT NULL PRIMARY KEY,
    public_key  bytea       NOT NULL,
    private_key bytea       NOT NULL,
    created_at  timestamptz NOT NULL
);

COMMENT ON COLUMN signing_key.key_id IS 'JWK thumbprint (RFC 7638)';
COMMENT ON COLUMN signing_key.public_key IS 'X.509 SubjectPublicKeyInfo, P-256';
COMMENT ON COLUMN signing_key.private_key IS 'PKCS #8, not encrypted: who reads the database can sign tokens';

-- The numbers by which the management API names projects. Never used twice; gaps are of no concern.
CREATE SEQUENCE project_id AS bigint MINVALUE 1;
