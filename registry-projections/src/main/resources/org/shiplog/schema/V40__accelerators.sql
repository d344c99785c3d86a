-- Images that are another form of an image, and belong to it as a signature does.
ALTER TABLE catalog_artifact ADD COLUMN accelerator boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN catalog_artifact.subject IS 'what its manifest says that it belongs to';
COMMENT ON COLUMN catalog_artifact.accelerator IS 'whether it belongs to its subject as another form of it';
