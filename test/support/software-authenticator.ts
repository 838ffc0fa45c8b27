import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** The settings of a server whose passkeys belong to a domain that does not depend on where it listens. */
export const PASSKEYS = {
  WEBAUTHN_RP_ID: 'example.test',
  WEBAUTHN_ORIGINS: 'https://login.example.test',
} as const;

const ORIGIN = PASSKEYS.WEBAUTHN_ORIGINS;

/** The parts of creation options that an authenticator reads. */
export interface CreationOptions {
  readonly rp: { readonly id?: string };
  readonly user: { readonly id: string };
  readonly challenge: string;
  readonly excludeCredentials?: readonly { readonly id: string }[];
}

/** The parts of request options that an authenticator reads. */
export interface RequestOptions {
  readonly rpId?: string;
  readonly challenge: string;
  readonly allowCredentials?: readonly { readonly id: string }[];
}

/** What a ceremony does differently from an honest one. */
export interface Deviation {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly topOrigin?: string;
  readonly isUserPresent?: boolean;
  readonly isUserVerified?: boolean;
  readonly isBackupEligible?: boolean;
  readonly isBackedUp?: boolean;
  readonly counter?: number;
  /** `null`: none is sent. */
  readonly userHandle?: string | null;
  readonly credentialId?: Buffer;
  /** The attestation statement, encoded, with its format. */
  readonly attestation?: { readonly format: string; readonly statement: Buffer };
  /** Replaces what is signed. */
  readonly signed?: (data: Buffer) => Buffer;
}

export interface AuthenticatorOptions {
  readonly aaguid?: string;
  /** Whether its passkeys are synced. */
  readonly isSynced?: boolean;
  /** Whether it counts its uses; otherwise it always says 0. */
  readonly isCounting?: boolean;
}

interface Credential {
  readonly id: Buffer;
  readonly rpId: string;
  readonly userHandle: string;
  readonly key: KeyObject;
  counter: number;
}

const sha256 = (value: Buffer | string) => createHash('sha256').update(value).digest();

// CBOR (RFC 8949), as far as attestation objects and COSE keys need it.
function head(major: number, length: number): Buffer {
  const first = major << 5;
  if (length < 24) return Buffer.from([first | length]);
  if (length < 256) return Buffer.from([first | 24, length]);
  return Buffer.from([first | 25, length >> 8, length & 0xff]);
}
const cborInt = (value: number) => (value < 0 ? head(1, -1 - value) : head(0, value));
const cborBytes = (value: Buffer) => Buffer.concat([head(2, value.length), value]);
const cborText = (value: string) =>
  Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
export const cborMap = (entries: readonly (readonly [Buffer, Buffer])[]) =>
  Buffer.concat([head(5, entries.length), ...entries.flat()]);

function coseKeyOf(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const bytes = (text: string) => cborBytes(Buffer.from(text, 'base64url'));
  return cborMap([
    [cborInt(1), cborInt(2)],
    [cborInt(3), cborInt(-7)],
    [cborInt(-1), cborInt(1)],
    [cborInt(-2), bytes(x)],
    [cborInt(-3), bytes(y)],
  ]);
}

const NO_STATEMENT = { format: 'none', statement: cborMap([]) };

/** An authenticator with the browser before it: it makes discoverable ES256 passkeys and answers with them. */
export class SoftwareAuthenticator {
  private readonly credentials: Credential[] = [];
  private readonly aaguid: Buffer;
  private readonly isSynced: boolean;
  private readonly isCounting: boolean;

  constructor(options: AuthenticatorOptions = {}) {
    const { aaguid = '00000000-0000-0000-0000-000000000000' } = options;
    this.aaguid = Buffer.from(aaguid.replaceAll('-', ''), 'hex');
    this.isSynced = options.isSynced ?? true;
    this.isCounting = options.isCounting ?? false;
  }

  /**
   * As `navigator.credentials.create()` and `toJSON()`.
   * @throws Error when it has one of the excluded passkeys
   */
  register(options: CreationOptions, deviation: Deviation = {}) {
    const excluded = options.excludeCredentials?.map(({ id }) => id) ?? [];
    if (this.credentials.some(({ id }) => excluded.includes(id.toString('base64url'))))
      throw new Error('InvalidStateError');
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const credential: Credential = {
      id: deviation.credentialId ?? randomBytes(16),
      rpId: options.rp.id ?? '',
      userHandle: options.user.id,
      key: privateKey,
      counter: 0,
    };
    this.credentials.push(credential);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(credential.id.length);
    const attested = Buffer.concat([this.aaguid, length, credential.id, coseKeyOf(publicKey)]);
    const authData = this.authData(credential, deviation, attested);
    const { format, statement } = deviation.attestation ?? NO_STATEMENT;
    const attestationObject = cborMap([
      [cborText('fmt'), cborText(format)],
      [cborText('attStmt'), statement],
      [cborText('authData'), cborBytes(authData)],
    ]);
    const id = credential.id.toString('base64url');
    return {
      id,
      rawId: id,
      type: 'public-key' as const,
      clientExtensionResults: {},
      authenticatorAttachment: 'platform',
      response: {
        clientDataJSON: clientData('webauthn.create', options.challenge, deviation).toString(
          'base64url',
        ),
        attestationObject: attestationObject.toString('base64url'),
        transports: ['internal', 'hybrid'],
      },
    };
  }

  /**
   * As `navigator.credentials.get()` and `toJSON()`, with the newest passkey that fits.
   * @throws Error when none fits
   */
  authenticate(options: RequestOptions, deviation: Deviation = {}) {
    const credential = this.pick(options);
    if (this.isCounting) credential.counter += 1;
    const authData = this.authData(credential, deviation);
    const data = clientData('webauthn.get', options.challenge, deviation);
    const signed = Buffer.concat([authData, sha256(data)]);
    const signature = sign('sha256', deviation.signed?.(signed) ?? signed, credential.key);
    const id = (deviation.credentialId ?? credential.id).toString('base64url');
    const { userHandle = credential.userHandle } = deviation;
    return {
      id,
      rawId: id,
      type: 'public-key' as const,
      clientExtensionResults: {},
      authenticatorAttachment: 'platform',
      response: {
        clientDataJSON: data.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: signature.toString('base64url'),
        ...(userHandle !== null && { userHandle }),
      },
    };
  }

  /** The ids of its passkeys, the oldest first. */
  get ids(): readonly Buffer[] {
    return this.credentials.map(({ id }) => id);
  }

  private pick({ rpId: asked, allowCredentials = [] }: RequestOptions): Credential {
    const allowed = allowCredentials.map(({ id }) => id);
    const isAllowed = (id: Buffer) =>
      allowed.length === 0 || allowed.includes(id.toString('base64url'));
    const found = this.credentials.findLast(({ id, rpId }) => rpId === asked && isAllowed(id));
    if (!found) throw new Error('NotAllowedError');
    return found;
  }

  private authData(credential: Credential, deviation: Deviation, attested?: Buffer): Buffer {
    const {
      isUserPresent = true,
      isUserVerified = true,
      isBackupEligible = this.isSynced,
      isBackedUp = this.isSynced,
      counter = credential.counter,
      rpId = credential.rpId,
    } = deviation;
    const flags =
      Number(isUserPresent) |
      (Number(isUserVerified) << 2) |
      (Number(isBackupEligible) << 3) |
      (Number(isBackedUp) << 4) |
      (Number(attested !== undefined) << 6);
    const tail = Buffer.alloc(5);
    tail.writeUInt8(flags);
    tail.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(rpId), tail, attested ?? Buffer.alloc(0)]);
  }
}

function clientData(type: string, challenge: string, deviation: Deviation): Buffer {
  const { topOrigin } = deviation;
  return Buffer.from(
    JSON.stringify({
      type: deviation.type ?? type,
      challenge: deviation.challenge ?? challenge,
      origin: deviation.origin ?? ORIGIN,
      crossOrigin: deviation.crossOrigin ?? false,
      ...(topOrigin !== undefined && { topOrigin }),
    }),
  );
}
