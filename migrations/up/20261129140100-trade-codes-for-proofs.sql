-- A code that stands for a proof instead of a sign-in: whose session the proof is for, which, and for what.
ALTER TABLE oauth_codes
  ADD COLUMN proof_user_id uuid,
  ADD COLUMN proof_session_id uuid,
  ADD COLUMN proof_purpose text;
