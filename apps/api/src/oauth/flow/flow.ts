import type { ProofPurpose } from '#libs/access';

/** What a flow is for; sealed with it, so that one cannot be finished as another. */
export type Purpose =
  | {
      readonly kind: 'sign-in';
      readonly redirectUri?: string;
      readonly codeChallenge?: string;
      readonly appState?: string;
      /** For whom the access token shall be (RFC 8707), as it was asked for. */
      readonly resource?: string;
    }
  | {
      readonly kind: 'link';
      readonly userId: string;
      readonly sessionId: string;
      readonly redirectUri?: string;
      readonly appState?: string;
    }
  | {
      readonly kind: 'proof';
      /** Whose session it is: the one that the proof is for. */
      readonly userId: string;
      readonly sessionId: string;
      readonly purpose: ProofPurpose;
      readonly redirectUri?: string;
      readonly codeChallenge?: string;
      readonly appState?: string;
    };

export type ProofFlow = Extract<Purpose, { kind: 'proof' }>;

/** One authorization at a provider, from the redirect to the callback. It is kept in the browser's cookie and nowhere else. */
export interface Flow {
  readonly provider: string;
  readonly purpose: Purpose;
  readonly state: string;
  readonly nonce: string;
  readonly expiresAtMs: number;
  /** The strategy's own: verifier, nonce. */
  readonly session: Record<string, unknown>;
}

export const FLOW_SECONDS = 600;

export const begunAtSeconds = ({ expiresAtMs }: Flow) =>
  Math.floor(expiresAtMs / 1000) - FLOW_SECONDS;
