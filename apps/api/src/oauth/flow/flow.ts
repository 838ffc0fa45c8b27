import type { ProofPurpose } from '#libs/access';
import type { Code } from '#libs/kernel';

/**
 * What the page of this server needs that began a flow, to go on after it. Absent in the flow of an application; with it, a flow
 * has no redirect URI.
 */
export type PageFields = Readonly<Record<string, string>>;

/** The purpose of a flow; in its encrypted cookie, so that a flow cannot be finished for another purpose. */
export type Purpose =
  | {
      readonly kind: 'sign-in';
      readonly redirectUri?: string;
      readonly codeChallenge?: string;
      readonly appState?: string;
      /** The target of the access token (RFC 8707), as requested. */
      readonly resource?: string;
      readonly page?: PageFields;
      /** Whether an earlier sign-in at the provider does not count. */
      readonly isAnew?: boolean;
    }
  | {
      readonly kind: 'link';
      readonly userId: string;
      readonly sessionId: string;
      readonly redirectUri?: string;
      readonly appState?: string;
      readonly page?: PageFields;
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
      readonly page?: PageFields;
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

/** The end of a flow that a page began: a one-time code, a provider that is linked, or a refusal for the person. */
export type Arrival =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'linked' }
  | { readonly kind: 'refused'; readonly code: Code; readonly detail: string };

/** A flow of a page after its callback. It takes the place of the flow in the browser's cookie. */
export interface ArrivedFlow extends Pick<Flow, 'provider' | 'purpose' | 'state' | 'expiresAtMs'> {
  readonly arrival: Arrival;
}

export const FLOW_SECONDS = 600;

export const begunAtSeconds = ({ expiresAtMs }: Flow) =>
  Math.floor(expiresAtMs / 1000) - FLOW_SECONDS;
