CREATE TABLE identities (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  provider text NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL,
  email text,
  avatar text,
  provider_tokens bytea,
  -- How, in which session and from where it became an identity of this account, so that a recovery can undo what an intruder made.
  origin text,
  made_in uuid,
  made_from text,
  -- NULL: when it was created.
  added_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  -- A person at a provider has one account here.
  CONSTRAINT identities_provider_issuer_subject_key UNIQUE (provider, issuer, subject),
  CONSTRAINT identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX identities_user_id_idx ON identities (user_id);

CREATE TABLE oauth_codes (
  code_hash bytea PRIMARY KEY,
  identity_id uuid NOT NULL,
  code_challenge text,
  -- The service that the tokens are for.
  resource text,
  -- Of a code that stands for a proof instead of a sign-in: the account and the session that the proof is for, and its purpose.
  proof_user_id uuid,
  proof_session_id uuid,
  proof_purpose text,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  -- An identity that is unlinked takes its unused codes with it.
  CONSTRAINT oauth_codes_identity_id_fkey FOREIGN KEY (identity_id) REFERENCES identities (id) ON DELETE CASCADE
);

CREATE INDEX oauth_codes_identity_id_idx ON oauth_codes (identity_id);

-- For the cleanup.
CREATE INDEX oauth_codes_expires_at_idx ON oauth_codes (expires_at);

CREATE TABLE oauth_used_states (
  state_hash bytea PRIMARY KEY,
  expires_at timestamptz NOT NULL
);

-- For the cleanup.
CREATE INDEX oauth_used_states_expires_at_idx ON oauth_used_states (expires_at);

-- What each merge moved, so that an operator can undo it. The rows of the ended account are kept as they were.
CREATE TABLE account_merges (
  id uuid PRIMARY KEY,
  -- The account that holds what was merged now: `kept_user_id`, or the one that this was merged into later. The row is deleted
  -- with that account.
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
