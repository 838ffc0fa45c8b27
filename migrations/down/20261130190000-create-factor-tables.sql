ALTER TABLE roles DROP COLUMN requires_mfa;
ALTER TABLE devices DROP COLUMN factor_remembered_until;
DROP TABLE sign_in_challenges;
DROP TABLE used_webauthn_challenges;
DROP TABLE passkeys;
DROP TABLE recovery_codes;
DROP TABLE totp_secrets;
DROP TABLE factors;
