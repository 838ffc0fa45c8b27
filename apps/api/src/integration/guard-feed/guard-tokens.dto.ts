import { AskingServiceDto, HeldGrantDto, ValidatedTokenDto } from '#api/app-tokens';
import { ServiceDto } from '#api/services';
import { AreShownTokens } from './are-shown-tokens.js';

export class ShownTokenDto {
  /** SHA-256 of the application token that the caller has shown, base64url. @example 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg' */
  digest!: string;

  /** Who has shown it: anything that tells the callers of the service apart and says no more. Bad tokens are counted by it. @example 'k3J9x0aQm2Vv' */
  caller?: string;
}

export class AskTokensDto {
  /** In the order of the answer. */
  @AreShownTokens()
  tokens!: ShownTokenDto[];
}

export class AskedTokenDto {
  /** `bad`: unknown, revoked, expired, or of an inactive service. `unavailable`: it could not be looked up. @example 'good' */
  status!: 'good' | 'bad' | 'unavailable';

  /** Whose a good token is. */
  service?: ServiceDto;

  token?: ValidatedTokenDto;

  /** The service that asks. */
  asked_by?: AskingServiceDto | undefined;

  /** What `asked_by` grants to `service`; `null`: nothing, not even to come in, unless they are the same. */
  grant?: HeldGrantDto | null | undefined;

  /** Of a bad one: this caller has shown too many, and may come back after so many seconds. @example 30 */
  retry_after_seconds?: number;
}

export class AskedTokensDto {
  /** @example true */
  success!: true;

  tokens!: AskedTokenDto[];
}
