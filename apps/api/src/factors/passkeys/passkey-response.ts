import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';

/** Characters of base64url; what is longer is no response of an authenticator. */
const MAX = {
  /** WebAuthn section 5.8.3: at most 1023 bytes. */
  credentialId: 1364,
  clientData: 8192,
  authenticatorData: 8192,
  signature: 4096,
  /** WebAuthn section 5.4.3: at most 64 bytes. */
  userHandle: 86,
  attestation: 32_768,
} as const;

const BASE64URL = /^[A-Za-z0-9_-]+$/;

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isBytes = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.length <= most && BASE64URL.test(value);

/** The fields that both kinds of responses have; `null` for anything else. */
function readEnvelope(
  value: unknown,
): { id: string; inner: Fields; clientDataJSON: string } | null {
  if (!isObject(value) || value['type'] !== 'public-key' || !isObject(value['response']))
    return null;
  const { id, rawId, response } = value;
  if (!isBytes(id, MAX.credentialId) || rawId !== id) return null;
  const { clientDataJSON } = response;
  return isBytes(clientDataJSON, MAX.clientData) ? { id, inner: response, clientDataJSON } : null;
}

/** The response to a request for a passkey, with its known fields alone; `null` when it has another form. */
export function readAssertion(value: unknown): AuthenticationResponseJSON | null {
  const envelope = readEnvelope(value);
  if (!envelope) return null;
  const { id, inner, clientDataJSON } = envelope;
  const { authenticatorData, signature, userHandle } = inner;
  if (!isBytes(authenticatorData, MAX.authenticatorData)) return null;
  if (!isBytes(signature, MAX.signature)) return null;
  // Some clients send `null` for none.
  const hasHandle = userHandle !== undefined && userHandle !== null;
  if (hasHandle && !isBytes(userHandle, MAX.userHandle)) return null;
  return {
    id,
    rawId: id,
    type: 'public-key',
    clientExtensionResults: {},
    response: {
      clientDataJSON,
      authenticatorData,
      signature,
      ...(hasHandle && { userHandle }),
    },
  };
}

/** WebAuthn section 5.8.4; others are not repeated to browsers. */
const TRANSPORTS = ['ble', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;
type Transport = (typeof TRANSPORTS)[number];

/** The response to the creation of a passkey, with its known fields alone; `null` when it has another form. */
export function readAttestation(value: unknown): RegistrationResponseJSON | null {
  const envelope = readEnvelope(value);
  if (!envelope) return null;
  const { id, inner, clientDataJSON } = envelope;
  const { attestationObject, transports } = inner;
  if (!isBytes(attestationObject, MAX.attestation)) return null;
  const known: readonly Transport[] = Array.isArray(transports)
    ? TRANSPORTS.filter((transport) => transports.includes(transport))
    : [];
  return {
    id,
    rawId: id,
    type: 'public-key',
    clientExtensionResults: {},
    response: { clientDataJSON, attestationObject, transports: [...known] },
  };
}

/**
 * The challenge that the client says it answers; `null` when the client data are not well-formed, or of a page inside a frame
 * of another site, which none of ours is.
 */
export function challengeIn({
  clientDataJSON,
}: {
  readonly clientDataJSON: string;
}): string | null {
  const clientData = parseClientData(clientDataJSON);
  if (!clientData || clientData['topOrigin'] !== undefined) return null;
  const { challenge, crossOrigin } = clientData;
  const isFramed = crossOrigin !== undefined && crossOrigin !== false;
  return typeof challenge === 'string' && !isFramed ? challenge : null;
}

function parseClientData(encoded: string): Fields | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}
