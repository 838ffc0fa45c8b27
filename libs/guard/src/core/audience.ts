import { invalidToken, wrongAudience } from '../errors.js';

export interface AudienceOptions {
  /** The name (or id) of this service. */
  readonly service: string;
  /** The `aud` of tokens for all services; `null`: only tokens for this service alone are accepted. */
  readonly audience: string | null;
}

type Claims = Readonly<Record<string, unknown>>;

/**
 * Decides for which audience a guard accepts access tokens. A token for a single service (RFC 8707) has the service's
 * name in `aud` and its id in `service_id`. Once the server has sent the id of this service, the id decides, because
 * the name may be given to another service during the life of a token.
 */
export class Audience {
  private own: { readonly id: string; readonly name: string } | null = null;

  constructor(private readonly options: AudienceOptions) {}

  /** Whether the server has sent the id of this service; before that, only names can be compared. */
  get isKnown(): boolean {
    return this.own !== null;
  }

  /** Returns whether tokens accepted before must be checked again. */
  setOwn(service: { readonly id: string; readonly name: string }): boolean {
    const isNew = this.own?.id !== service.id;
    this.own = service;
    return isNew;
  }

  /**
   * Checks the audience of a token with a valid signature, and returns whether it is for one service alone.
   * @throws Refusal `WRONG_AUDIENCE` if it is for another service, `INVALID_TOKEN` if its audience is unknown
   */
  check({ aud, service_id: serviceId }: Claims): { isForOneService: boolean } {
    if (typeof aud !== 'string' || aud === '') throw invalidToken();
    if (serviceId !== undefined) {
      if (!this.isOwn(aud, serviceId)) throw this.refusal(aud);
      return { isForOneService: true };
    }
    const { audience } = this.options;
    if (aud === audience) return { isForOneService: false };
    throw audience === null ? this.refusal(aud) : invalidToken();
  }

  private refusal(aud: string) {
    return wrongAudience(aud, this.own?.name ?? this.options.service);
  }

  private isOwn(aud: string, serviceId: unknown): boolean {
    if (this.own !== null) return serviceId === this.own.id;
    const { service } = this.options;
    return typeof serviceId === 'string' && (serviceId === service || aud === service);
  }
}
