-- What each merge moved, so that an operator can undo it. The rows of the ended account are kept as they were.
CREATE TABLE account_merges (
  id uuid PRIMARY KEY,
  -- The account that holds what was merged now: `kept_user_id`, or the one that this was merged into later. It goes with that account.
  holder_id uuid NOT NULL,
  kept_user_id uuid NOT NULL,
  ended_user_id uuid NOT NULL,
  ended_email text NOT NULL,
  merged_at timestamptz NOT NULL,
  merged_in uuid,
  undone_at timestamptz,
  account jsonb NOT NULL,
  identities jsonb NOT NULL,
  roles jsonb NOT NULL,
  devices jsonb NOT NULL,
  CONSTRAINT account_merges_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX account_merges_holder_id_idx ON account_merges (holder_id);
CREATE INDEX account_merges_kept_user_id_idx ON account_merges (kept_user_id);
CREATE INDEX account_merges_ended_user_id_idx ON account_merges (ended_user_id);
CREATE INDEX account_merges_ended_email_idx ON account_merges (ended_email);
CREATE INDEX account_merges_merged_at_idx ON account_merges (merged_at);
