import type pg from 'pg';
import { coreConfig, type Config } from '#libs/config';
import { DAY_MS, type Clock } from '#libs/kernel';
import { signingKeysConfig, KeyEncryption } from '#api/signing-keys';
import { ok, problem, warning, type Finding } from './finding.js';

const CHECK = 'signing keys';

interface StoredKey {
  readonly id: string;
  readonly private_key: Buffer | null;
  readonly activates_at: Date;
  readonly is_active: boolean;
}

export interface KeysQuestion {
  readonly config: Config;
  readonly clock: Clock;
  readonly secretKey: string | null;
  readonly kids: readonly string[] | null;
}

/** Checks the signing keys: their age, whether SECRET_KEY decrypts them, whether the server publishes exactly these. */
export async function checkKeys(client: pg.Client, question: KeysQuestion): Promise<Finding[]> {
  const { rows: tables } = await client.query<{ found: string | null }>(
    `SELECT to_regclass('signing_keys') AS found`,
  );
  if (tables[0]?.found == null) {
    return [problem(CHECK, 'There is no table for them yet', 'Apply the migrations.')];
  }
  const { rows: keys } = await client.query<StoredKey>(
    `SELECT id, private_key, activates_at, activates_at <= now() AS is_active FROM signing_keys
      WHERE revoked_at IS NULL ORDER BY activates_at DESC`,
  );
  const present = keys.find(({ is_active }) => is_active);
  if (!present) return [warning(CHECK, 'There is none yet', 'Start the server: it makes one.')];
  return [
    ageFinding(present, question),
    ...openFinding(keys, question),
    ...publishedFinding(keys, present, question.kids),
  ];
}

function ageFinding({ activates_at: since }: StoredKey, { config, clock }: KeysQuestion): Finding {
  const days = Math.floor((clock.nowMs() - since.getTime()) / DAY_MS);
  const { rotationDays } = config.get(signingKeysConfig);
  const text = `The present one signs for ${days} ${days === 1 ? 'day' : 'days'}`;
  const isOld = rotationDays > 0 && days > rotationDays + 1;
  const cure = `It should be replaced after ${rotationDays}: is a server running? Or \`gatehouse keys rotate\`.`;
  return isOld ? warning(CHECK, text, cure) : ok(CHECK, text);
}

function openFinding(keys: readonly StoredKey[], { config, secretKey }: KeysQuestion): Finding[] {
  if (secretKey === null) {
    const cure = 'Give SECRET_KEY as the server has it.';
    return [warning(CHECK, 'Without SECRET_KEY it was not tried to open them', cure)];
  }
  const encryption = new KeyEncryption({ ...config.get(coreConfig), secretKey });
  const isClosed = keys.some(({ id, private_key }) => {
    if (private_key === null) return false;
    try {
      encryption.open(id, private_key);
      return false;
    } catch {
      return true;
    }
  });
  if (!isClosed) return [];
  const cure =
    'Start the server with the SECRET_KEY that it was first started with; if that is lost: `gatehouse keys rotate --now`.';
  return [problem(CHECK, 'SECRET_KEY does not open the stored ones', cure)];
}

function publishedFinding(
  keys: readonly StoredKey[],
  present: StoredKey,
  kids: readonly string[] | null,
): Finding[] {
  if (kids === null) return [];
  const known = new Set(keys.map(({ id }) => id));
  if (kids.every((kid) => known.has(kid)) && kids.includes(present.id)) return [];
  const cure = 'APP_BASE_URL and DATABASE_URL must belong to one installation.';
  return [problem(CHECK, 'The address of the issuer publishes other keys than these', cure)];
}
