import { Injectable } from '@nestjs/common';
import type { TokenState } from './app-tokens.store.js';
import { toPrincipal } from './to-principal.js';
import { toValidation } from './to-validation.js';
import { TokenStates, type GoodToken } from './token-states.service.js';

/** What `GET /api/tokens/validate` answers of a good token. */
export interface RecalledValidation {
  readonly tokenId: string;
  readonly serviceId: string;
  /** JSON. */
  readonly body: string;
}

interface Written {
  readonly expiresMs: number | null;
  readonly validation: RecalledValidation;
}

/** Answers validations of tokens that are in memory, each written once for as long as its state is remembered. */
@Injectable()
export class ValidationRecall {
  private readonly written = new WeakMap<TokenState, Written>();

  constructor(private readonly states: TokenStates) {}

  /**
   * The digest is the token's SHA-256 in base64. `null` where memory does not say that the token is good, be it at
   * once or after Redis was asked.
   */
  recall(digest: string, ip: string | null): Promise<RecalledValidation | null> | null {
    const recalled = this.states.recallGood(digest, ip);
    return recalled && recalled.then((good) => good && this.write(good));
  }

  /** One token has two ends while it is rotated: that of its old value comes first. */
  private write(good: GoodToken): RecalledValidation {
    const expiresMs = good.expiresAt?.getTime() ?? null;
    const known = this.written.get(good.state);
    if (known?.expiresMs === expiresMs) return known.validation;
    const app = toPrincipal(good);
    const { tokenId, serviceId } = app;
    const validation = { tokenId, serviceId, body: JSON.stringify(toValidation(app)) };
    this.written.set(good.state, { expiresMs, validation });
    return validation;
  }
}
