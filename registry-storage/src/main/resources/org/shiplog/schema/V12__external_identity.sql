-- Who of a provider is which user here. Issuers and subjects are personal, so only a hash of both is kept.
CREATE TABLE external_identity (
    identity text   NOT NULL COLLATE "C" PRIMARY KEY,
    username text   NOT NULL,
    user_id  bigint NOT NULL
);

COMMENT ON COLUMN external_identity.identity IS 'SHA-256 in hex of issuer, line feed, subject';

CREATE INDEX external_identity_user_idx ON external_identity (user_id);
