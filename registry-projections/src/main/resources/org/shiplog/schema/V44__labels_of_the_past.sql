-- What else comes back with a deleted artifact or repository. Derived; what happened before is there after a rebuild of the history.
CREATE TABLE history_label (
    repository      text    NOT NULL COLLATE "C",
    sequence_number bigint  NOT NULL,
    generation      bigint  NOT NULL,
    digest          text    NOT NULL COLLATE "C",
    label_id        bigint  NOT NULL,
    attached        boolean NOT NULL,
    PRIMARY KEY (repository, sequence_number)
);

CREATE INDEX history_label_digest_idx ON history_label (repository, generation, digest, label_id, sequence_number);

CREATE TABLE history_description (
    repository      text   NOT NULL COLLATE "C",
    sequence_number bigint NOT NULL,
    generation      bigint NOT NULL,
    description     text   NOT NULL,
    PRIMARY KEY (repository, sequence_number)
);
