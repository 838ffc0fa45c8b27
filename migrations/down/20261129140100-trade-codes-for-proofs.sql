-- The release before would take them for sign-ins.
DELETE FROM oauth_codes WHERE proof_purpose IS NOT NULL;
ALTER TABLE oauth_codes
  DROP COLUMN proof_user_id,
  DROP COLUMN proof_session_id,
  DROP COLUMN proof_purpose;
