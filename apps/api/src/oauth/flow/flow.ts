import type { ProofPurpose } from '#libs/access';

/** The purpose of a flow; in its encrypted cookie, so that a flow cannot be finished for another purpose. */
export type Purpose =
  | {
      readonly kind: 'sign-in';
      readonly redirectUri?: string;
      readonly codeChallenge?: string;
      readonly appState?: string;
      /** The target of the access token (RFC 8707), as requested. */
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
      /** The user of the session that the proof is for. */
      readonly userId: string;
      readonly sessionId: string;
      readonly purpose: ProofPurpose;
      readonly redirectUri?: string;
      readonly codeChallenge?: string;
      readonly appState?: string;
    };

export type ProofFlow = Extract<Purpose, { kind: 'proof' }>;

/** One authorization at a provider, from the redirect to the callback. It is stored in the browser's cookie only. */
export interface Flow {
  readonly provider: string;
  readonly purpose: Purpose;
  readonly state: string;
  readonly nonce: string;
  readonly expiresAtMs: number;
  /** State of the strategy: verifier, nonce. */
  readonly session: Record<string, unknown>;
}

export const FLOW_SECONDS = 600;

export const begunAtSeconds = ({ expiresAtMs }: Flow) =>
  Math.floor(expiresAtMs / 1000) - FLOW_SECONDS;
