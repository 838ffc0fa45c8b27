import { createHash } from 'node:crypto';
import { rows, type Tx } from '#libs/database';

/** Tables that are large enough to make a scan of the whole table visible in a plan. */
const USERS = 20_000;

/** The id of the nth row of a kind, as the statements below generate it. */
export const idOf = (kind: string, number: number): string =>
  createHash('md5')
    .update(`${kind}${number}`)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** The same of a hash. */
export const hashOf = (kind: string, number: number): Buffer =>
  createHash('md5').update(`${kind}${number}`).digest();

const id = (kind: string, number = 'n') => `md5('${kind}' || ${number})::uuid`;
const hash = (kind: string) => `decode(md5('${kind}' || n), 'hex')`;
const some = (count: number) => `FROM generate_series(1, ${count}) n`;
/** Spread over a year, the newest last. */
const AT = `now() - interval '365 days' * (1 - n / ${USERS}.0)`;

const ACCOUNTS = [
  `INSERT INTO users (id, email, email_canonical, password, is_active, is_email_verified, created_at)
   SELECT ${id('user')}, 'user' || n || '@example.org', 'user' || n || '@example.org', 'hash', n % 100 <> 0, n % 1000 <> 0, ${AT} ${some(USERS)}`,
  `INSERT INTO one_time_tokens (id, user_id, purpose, token_hash, email_canonical, expires_at)
   SELECT ${id('link')}, ${id('user')}, 'verify_email', ${hash('link')}, 'user' || n || '@example.org', ${AT} + interval '1 day' ${some(USERS)}`,
  `INSERT INTO address_changes (id, user_id, session_id, old_email, old_email_canonical, new_email, new_email_canonical, token_hash, undo_hash, created_at, expires_at)
   SELECT ${id('change')}, ${id('user')}, ${id('session')}, 'user' || n || '@example.org', 'user' || n || '@example.org', 'new', 'new', ${hash('confirm')}, ${hash('undo')}, ${AT}, ${AT} + interval '1 day' ${some(USERS)}`,
  `INSERT INTO email_sign_ins (user_id, is_known_device, nonce_hash, code_hash, token_hash, email_canonical, created_at, expires_at)
   SELECT ${id('user')}, false, ${hash('nonce')}, '\\x00', ${hash('letter')}, 'user' || n || '@example.org', ${AT}, ${AT} + interval '10 minutes' ${some(USERS)}`,
  `INSERT INTO pending_registrations (id, user_id, email_canonical, password, token_hash, created_at, expires_at)
   SELECT ${id('waiting')}, ${id('user')}, 'user' || n || '@example.org', 'hash', ${hash('waiting')}, ${AT}, ${AT} + interval '1 day' ${some(USERS)}`,
  `INSERT INTO identities (id, user_id, provider, issuer, subject)
   SELECT ${id('identity')}, ${id('user')}, 'google', 'https://accounts.google.com', 'subject' || n ${some(USERS)}`,
  `INSERT INTO account_merges (id, holder_id, kept_user_id, ended_user_id, ended_email, merged_at, account, identities, roles, devices)
   SELECT ${id('merge')}, ${id('user')}, ${id('user')}, ${id('gone')}, 'gone' || n || '@example.org', ${AT},
          jsonb_build_object('id', ${id('gone')}, 'email', 'gone' || n || '@example.org', 'email_canonical', 'gone' || n || '@example.org'), '[]',
          jsonb_build_array(jsonb_build_object('id', ${id('held')}, 'user_id', ${id('gone')}, 'service_id', md5('service1')::uuid, 'role_id', md5('role1')::uuid)), '[]' ${some(USERS)}`,
  `INSERT INTO devices (id, user_id, credential_hash, ip, is_known, first_seen_at, last_seen_at)
   SELECT ${id('device')}, ${id('user')}, ${hash('device')}, '192.0.2.1', true, ${AT}, ${AT} ${some(USERS)}`,
  `INSERT INTO factors (id, user_id, type, name, created_at, confirmed_at)
   SELECT ${id('factor')}, ${id('user')}, 'totp', 'Phone', ${AT}, ${AT} ${some(USERS)}`,
  `INSERT INTO factors (id, user_id, type, name, created_at, confirmed_at)
   SELECT ${id('codes')}, ${id('user')}, 'recovery_codes', 'Recovery codes', ${AT}, ${AT} ${some(USERS)}`,
  `INSERT INTO totp_secrets (factor_id, secret) SELECT ${id('factor')}, '\\x00' ${some(USERS)}`,
  `INSERT INTO recovery_codes (factor_id, code_hash) SELECT ${id('codes')}, ${hash('recovery')} ${some(USERS)}`,
  `INSERT INTO factor_resets (user_id, token_hash, created_at, due_at)
   SELECT ${id('user')}, ${hash('reset')}, ${AT}, now() + interval '1 day' ${some(USERS)}`,
  `INSERT INTO sign_in_challenges (id, secret_hash, user_id, device_hash, method, amr, created_at, expires_at)
   SELECT ${id('sign-in')}, ${hash('sign-in')}, ${id('user')}, ${hash('device')}, 'password', '{pwd}', ${AT}, ${AT} + interval '10 minutes' ${some(USERS)}`,
  `INSERT INTO sign_in_links (token_hash, purpose, user_id, device_id, email_canonical, created_at, expires_at)
   SELECT ${hash('about')}, 'confirm', ${id('user')}, ${id('device')}, 'user' || n || '@example.org', ${AT}, ${AT} + interval '1 day' ${some(USERS)}`,
  `INSERT INTO sessions (id, user_id, secret, created_at, last_seen_at, expires_at, due_at, ended_at, ended_reason, auth_time, amr, device_id)
   SELECT ${id('session')}, md5('user' || (n + 1) / 2)::uuid, '\\x00', ${AT}, now() - interval '1 hour',
          now() + interval '10 days' * (n::float / ${USERS}), now() + interval '9 days' * (n::float / ${USERS}), CASE WHEN n % 4 = 0 THEN now() - interval '1 day' * (n % 6) END,
          CASE WHEN n % 4 = 0 THEN 'signed_out' END, ${AT}, '{pwd}', ${id('device')} ${some(2 * USERS - 1)}`,
];

const ACCESS = [
  `INSERT INTO services (id, name, name_canonical) SELECT ${id('service')}, 'service' || n, 'service' || n ${some(3000)}`,
  // The first service has many rows.
  `INSERT INTO permissions (id, service_id, name, name_canonical)
   SELECT ${id('permission')}, md5('service' || CASE WHEN n <= 5000 THEN 1 ELSE n % 3000 + 1 END)::uuid, 'thing' || n || ':read', 'thing' || n || ':read' ${some(12_000)}`,
  `INSERT INTO roles (id, service_id, name, name_canonical)
   SELECT ${id('role')}, md5('service' || CASE WHEN n <= 3000 THEN 1 ELSE n % 3000 + 1 END)::uuid, 'role' || n, 'role' || n ${some(10_000)}`,
  `INSERT INTO role_permissions (role_id, permission_id)
   SELECT md5('role' || r)::uuid, md5('permission' || (r + k) % 5000 + 1)::uuid FROM generate_series(1, 3000) r, generate_series(1, 5) k`,
  // Every user has the first role of the first service, and one user has a thousand roles.
  `INSERT INTO user_service_roles (id, user_id, service_id, role_id)
   SELECT ${id('held')}, ${id('user')}, md5('service1')::uuid, md5('role1')::uuid ${some(USERS)}`,
  `INSERT INTO user_service_roles (id, user_id, service_id, role_id)
   SELECT ${id('many')}, md5('user7')::uuid, md5('service1')::uuid, md5('role' || n + 1)::uuid ${some(1000)}`,
  `INSERT INTO app_tokens (id, service_id, name, name_canonical, token_hash, prefix)
   SELECT ${id('token')}, md5('service' || CASE WHEN n <= 2500 THEN 1 ELSE n % 3000 + 1 END)::uuid, 't' || n, 't' || n, ${hash('token')}, 'gh_' ${some(8000)}`,
  `INSERT INTO service_callers (service_id, caller_service_id, scopes)
   SELECT md5('service1')::uuid, md5('service' || n + 1)::uuid, '{orders:sync,orders:ship}' ${some(2999)}`,
  `INSERT INTO service_callers (service_id, caller_service_id, scopes)
   SELECT md5('service' || n + 1)::uuid, md5('service' || n + k)::uuid, '{orders:sync}'
   FROM generate_series(1, 2000) n, generate_series(2, 4) k`,
  `INSERT INTO app_token_usage (token_id, day, use_count)
   SELECT md5('token' || t)::uuid, current_date - d, 1 FROM generate_series(1, 1000) t, generate_series(1, 20) d`,
];

/** Organizations of ten units each, the first of ten thousand; every user is a member of one, and a few hold roles there. */
const UNITS = [
  `INSERT INTO organizations (id, root_id, name, slug) SELECT ${id('unit')}, ${id('unit')}, 'unit' || n, 'unit' || n ${some(2000)}`,
  `INSERT INTO organizations (id, root_id, parent_id, name, slug)
   SELECT md5('unit' || n + 2000)::uuid, md5('unit' || p)::uuid, md5('unit' || p)::uuid, 'unit' || n, 'unit' || n
     FROM (SELECT n, CASE WHEN n <= 10000 THEN 1 ELSE n % 1999 + 2 END AS p ${some(28_000)}) below`,
  `INSERT INTO organization_members (unit_id, user_id, root_id)
   SELECT u.id, md5('user' || n)::uuid, u.root_id FROM generate_series(1, ${USERS}) n JOIN organizations u ON u.id = md5('unit' || n)::uuid`,
  `INSERT INTO organization_owners (organization_id, user_id) SELECT ${id('unit')}, ${id('user')} ${some(2000)}`,
  `INSERT INTO unit_roles (id, unit_id, root_id, service_id, role_id, user_id)
   SELECT md5('at unit' || n)::uuid, u.id, u.root_id, r.service_id, r.id, CASE WHEN n % 4 <> 0 THEN md5('user' || n)::uuid END
     FROM generate_series(1, ${USERS}) n JOIN organizations u ON u.id = md5('unit' || n)::uuid JOIN roles r ON r.id = md5('role' || n % 10000 + 1)::uuid`,
];

const TRAIL = [
  `INSERT INTO audit_events (id, created_at, type, outcome, actor_kind, actor_id, target_kind, target_id, request_id, details)
   SELECT ${id('event')}, now() - interval '365 days' * (1 - n / ${2 * USERS}.0),
          (ARRAY['login.succeeded', 'login.failed', 'role.assigned'])[1 + n % 3], CASE WHEN n % 3 = 1 THEN 'refused' ELSE 'success' END,
          'user', CASE WHEN n % 3 <> 1 THEN md5('user' || n % ${USERS})::uuid END, 'user', md5('user' || n % ${USERS})::uuid::text, 'request' || n,
          jsonb_build_object('user_id', md5('user' || n % ${USERS})::uuid) ${some(2 * USERS)}`,
  `INSERT INTO audit_seals (number, event_id, event_hash, sealed_at, hash)
   SELECT n, ${id('event')}, '\\x00', now(), '\\x00' ${some(2 * USERS)}`,
  `DELETE FROM audit_queue WHERE event_id NOT IN (SELECT ${id('event')} FROM generate_series(1, 50) n)`,
  `INSERT INTO audit_anchors (day, number, hash) SELECT current_date - n, ${2 * USERS} - n * 100, '\\x00' ${some(360)}`,
];

const WORK = [
  `INSERT INTO mail_outbox (id, template, user_id, payload, message_id, state, created_at, finished_at, expires_at, lease_until, claimed_by)
   SELECT ${id('mail')}, 'verify_email', ${id('user')}, CASE WHEN n > ${USERS} - 400 THEN '\\x00'::bytea END, 'm' || n,
          CASE WHEN n > ${USERS} - 50 THEN 'sending' WHEN n > ${USERS} - 400 THEN 'pending' ELSE 'sent' END, ${AT},
          CASE WHEN n <= ${USERS} - 400 THEN ${AT} END, now() + interval '1 hour' * (n % 9 - 2),
          CASE WHEN n > ${USERS} - 50 THEN now() END, CASE WHEN n > ${USERS} - 50 THEN 'worker' END ${some(USERS)}`,
  `INSERT INTO mail_budgets (key, recent, admitted, updated_at) SELECT ${hash('budget')}, ARRAY[now()], true, ${AT} ${some(USERS)}`,
  `INSERT INTO mail_folds (key, user_id, payload, kinds, due_at) SELECT ${hash('fold')}, ${id('user')}, '\\x00', '{}', ${AT} + interval '1 hour' ${some(USERS)}`,
  `INSERT INTO account_mail_requests (id, kind, email_canonical, not_before)
   SELECT ${id('wanted')}, 'reset_password', 'user' || n || '@example.org', now() - interval '1 second' ${some(5000)}`,
  `INSERT INTO failed_logins (key, failures, next_at, last_at) SELECT ${hash('guess')}, 3, ${AT}, ${AT} ${some(USERS)}`,
  `INSERT INTO idempotency_keys (id, body_hash, claim, claimed_until, expires_at)
   SELECT ${hash('key')}, '\\x00', ${id('claim')}, now(), ${AT} + interval '1 day' ${some(USERS)}`,
  `INSERT INTO oauth_used_states (state_hash, expires_at) SELECT ${hash('state')}, ${AT} ${some(USERS)}`,
  `INSERT INTO browser_sessions (id, secret_hash, session_id, created_at, chosen_at) SELECT ${id('browser')}, ${hash('browser')}, ${id('session')}, ${AT}, ${AT} ${some(USERS)}`,
  `INSERT INTO session_codes (code_hash, session_id, code_challenge, created_at, expires_at) SELECT ${hash('session-code')}, ${id('session')}, 'c', ${AT}, ${AT} ${some(USERS)}`,
  `INSERT INTO oauth_codes (code_hash, identity_id, expires_at) SELECT ${hash('code')}, ${id('identity')}, ${AT} ${some(USERS)}`,
  `INSERT INTO fresh_proofs (secret_hash, session_id, purpose, user_id, expires_at)
   SELECT ${hash('proof')}, ${id('session')}, 'merge', ${id('user')}, ${AT} ${some(USERS)}`,
  `INSERT INTO factors (id, user_id, type, name, created_at, confirmed_at)
   SELECT ${id('passkey')}, ${id('user')}, 'passkey', 'Passkey', ${AT}, ${AT} ${some(USERS)}`,
  `INSERT INTO passkeys (factor_id, credential_id, public_key, sign_count, transports, aaguid, is_backup_eligible, is_backed_up)
   SELECT ${id('passkey')}, ${hash('credential')}, '\\x00', 0, '{internal}', ${id('model')}, true, true ${some(USERS)}`,
  `INSERT INTO used_webauthn_challenges (challenge_hash, expires_at) SELECT ${hash('challenge')}, ${AT} ${some(USERS)}`,
  `INSERT INTO change_log (id, kind, user_id, session_id, markers, announced, created_at, data)
   SELECT ${id('change')}, (ARRAY['session_ended', 'user_changed', 'grants_changed'])[1 + n % 3], ${id('user')}, ${id('session')}, '{}', n < ${USERS} - 50, ${AT},
          '{"is_active": false}' ${some(USERS)}`,
  `INSERT INTO active_sessions_by_day (day, session_id) SELECT current_date - n % 3, ${id('session')} ${some(USERS)}`,
  `INSERT INTO active_users_by_day (day, user_id) SELECT current_date - n % 3, ${id('user')} ${some(USERS)}`,
  `INSERT INTO daily_statistics (measure, day, label, outcome, count)
   SELECT m, current_date - d, 'l' || l, '', 1 FROM unnest(ARRAY['active_sessions', 'active_users', 'new_accounts', 'sign_ins', 'sign_ins_by_country', 'token_uses']) m,
          generate_series(1, 400) d, generate_series(1, 8) l`,
  `INSERT INTO open_session_counts (sessions, users) SELECT 0, 0 ${some(50)}`,
  `INSERT INTO mailbox_mails (id, content, sent_at) SELECT ${id('box')}, '\\x00', now() ${some(100)}`,
  `INSERT INTO signing_keys (id, public_jwk, activates_at) SELECT ${id('signing')}, '{}', now() ${some(5)}`,
];

/** Fills every table that grows, and analyzes it for the planner. */
export async function fillSchema(tx: Tx): Promise<void> {
  for (const sql of [...ACCOUNTS, ...ACCESS, ...UNITS, ...TRAIL, ...WORK]) await rows(tx, sql);
  await rows(tx, 'VACUUM ANALYZE');
}
