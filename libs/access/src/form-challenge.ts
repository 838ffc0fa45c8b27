import type { ClientInfo } from './principal.js';

/** What a page of ours holds so that its form can be sent while a challenge is asked for. */
export interface FormChallenge {
  /** For the inside of the form, as it is. */
  readonly html: string;
  /** What the policy of the page must allow besides, by directive. */
  readonly policy: Readonly<Record<string, readonly string[]>>;
}

/** Implemented by the part of the frame that asks for challenges. */
export abstract class FormChallengePort {
  /** `null` when none is asked for now of who comes from there. */
  abstract find(
    action: 'login' | 'register' | 'mail',
    client: ClientInfo,
  ): Promise<FormChallenge | null>;
}
