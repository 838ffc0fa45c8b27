-- The memberships, ownerships and roles at units of a merged account, as their tables have them, so that the merge can be undone.
ALTER TABLE account_merges ADD COLUMN units jsonb NOT NULL DEFAULT '{}';
