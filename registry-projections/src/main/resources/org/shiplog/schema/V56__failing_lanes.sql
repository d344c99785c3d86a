-- Whose last attempt has failed gets fewer lanes at a time.
ALTER TABLE webhook_lane ADD COLUMN failures integer NOT NULL DEFAULT 0;

COMMENT ON COLUMN webhook_lane.failures IS 'attempts that have failed since one was taken';

CREATE INDEX webhook_lane_failing_idx ON webhook_lane (policy_id, target) WHERE failures > 0;
