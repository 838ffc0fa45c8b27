/** The section of an export of own data that a table is read for, or why none has it. */
type Exported = { readonly section: string } | { readonly none: string };

const NOBODY = 'has nothing of a person';
const SECRET = 'is the secret of something that another section names';
const SHORT = 'is a secret for minutes, deleted with its use or its end';
const MAILED = 'is the digest of a mailed link; the mail is in mails';

/** Every table of the schema: a new one is written here, whatever it holds. */
export const EXPORTED_TABLES: Readonly<Record<string, Exported>> = {
  account_mail_requests: {
    none: 'is a queue of minutes, and any stranger can have asked for the address',
  },
  account_merges: { section: 'merged_accounts' },
  active_sessions_by_day: { none: 'is kept three days, so that a session is counted once' },
  active_users_by_day: { none: 'is kept three days, so that a user is counted once' },
  address_changes: { section: 'address_changes' },
  app_token_usage: { none: 'is about the services that used a token' },
  app_tokens: { section: 'minted_tokens' },
  audit_anchors: { none: NOBODY },
  audit_events: { section: 'activity' },
  audit_head: { none: NOBODY },
  audit_marks: { none: NOBODY },
  audit_queue: { none: NOBODY },
  audit_seals: { none: NOBODY },
  browser_sessions: { section: 'browser_sessions' },
  change_log: {
    none: 'tells instances and guards for days what changed; the acts are in activity',
  },
  cleanup_turns: { none: NOBODY },
  daily_statistics: { none: NOBODY },
  devices: { section: 'devices' },
  email_sign_ins: { none: SHORT },
  factor_resets: { section: 'factor_reset' },
  factors: { section: 'factors' },
  failed_logins: { none: 'counts by a keyed hash of an address that a stranger can have typed' },
  fresh_proofs: { none: SHORT },
  idempotency_keys: { none: 'keeps sealed answers for a day, by a hash that names nobody' },
  identities: { section: 'linked_identities' },
  installation: { none: NOBODY },
  mail_budgets: { none: 'counts the mails of an hour by a keyed hash of the address' },
  mail_folds: { section: 'held_back_notices' },
  mail_outbox: { section: 'mails' },
  mailbox_mails: { none: 'keeps sealed mails on a machine of a developer' },
  new_accounts_by_day: { none: NOBODY },
  oauth_codes: { none: SHORT },
  oauth_used_states: { none: NOBODY },
  one_time_tokens: { none: MAILED },
  open_session_changes: { none: 'is empty for every reader' },
  open_session_counts: { none: NOBODY },
  open_sessions_by_user: { none: 'is the number of the rows that sessions has' },
  passkeys: { section: 'factors' },
  pending_registrations: {
    none: 'can be of another person: it belongs to the account only once it is confirmed',
  },
  permissions: { section: 'roles' },
  recovery_codes: { none: SECRET },
  role_permissions: { section: 'roles' },
  roles: { section: 'roles' },
  service_callers: { section: 'granted_calls' },
  services: { none: NOBODY },
  session_codes: { none: SHORT },
  sessions: { section: 'sessions' },
  sign_in_challenges: { none: SHORT },
  sign_in_links: { none: MAILED },
  signing_keys: { none: NOBODY },
  totp_secrets: { none: SECRET },
  used_webauthn_challenges: { none: NOBODY },
  user_service_roles: { section: 'roles' },
  users: { section: 'profile' },
  write_probes: { none: NOBODY },
};
