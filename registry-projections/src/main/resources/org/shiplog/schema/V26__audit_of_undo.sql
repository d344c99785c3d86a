-- Which event an act took back. No act that is in the log already did.
ALTER TABLE audit_log ADD COLUMN undoes bigint;
