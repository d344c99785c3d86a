-- A tree of hashes over all events, in the order in which readers of the journal go (RFC 9162). Derived from the journal. Only
-- complete subtrees are kept, because their hashes never change; every root and every proof is made of a few of them.
CREATE TABLE ledger_leaf (
    leaf_index      bigint       NOT NULL PRIMARY KEY,
    persistence_id  varchar(320) NOT NULL,
    sequence_number bigint       NOT NULL,
    hash            bytea        NOT NULL CHECK (octet_length(hash) = 32),
    UNIQUE (persistence_id, sequence_number)
);

-- level 1 stands on two leaves, level 2 on four, and so on.
CREATE TABLE ledger_node (
    level      integer NOT NULL,
    node_index bigint  NOT NULL,
    hash       bytea   NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (level, node_index)
);

-- What was said about the tree, signed. Not derived: a rebuilt ledger is held against it.
CREATE TABLE ledger_checkpoint (
    number    bigint      NOT NULL PRIMARY KEY,
    tree_size bigint      NOT NULL,
    note      text        NOT NULL,
    signed_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON COLUMN ledger_checkpoint.number IS 'from 1, without gaps';
COMMENT ON COLUMN ledger_checkpoint.signed_at IS 'to pace the signing; the note does not vouch for it';

CREATE INDEX ledger_checkpoint_size_idx ON ledger_checkpoint (tree_size, number);

-- The keys that sign checkpoints, the newest of them the next. Shared by all nodes.
CREATE TABLE ledger_key (
    number          integer     NOT NULL PRIMARY KEY,
    verifier        text        NOT NULL UNIQUE,
    secret          bytea       NOT NULL,
    last_checkpoint bigint      NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL DEFAULT now()
);

COMMENT ON COLUMN ledger_key.verifier IS 'name+hash+key, for everybody';
COMMENT ON COLUMN ledger_key.secret IS 'PKCS #8, Ed25519, not encrypted: who reads the database can sign checkpoints';
COMMENT ON COLUMN ledger_key.last_checkpoint IS 'the number of the last checkpoint that it signed';
