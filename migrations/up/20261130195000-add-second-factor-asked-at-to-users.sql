-- When the account first signed in without the second factor that MFA_POLICY requires of it: MFA_ENROLMENT_DAYS count from then.
ALTER TABLE users ADD COLUMN second_factor_asked_at timestamptz;
