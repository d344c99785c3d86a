-- What happened, in words, where its type does not say it all.
ALTER TABLE webhook_delivery ADD COLUMN details text NOT NULL DEFAULT '';
