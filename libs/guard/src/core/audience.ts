import { invalidToken, wrongAudience } from '../errors.js';

export interface AudienceOptions {
  /** The name (or id) of this service. */
  readonly service: string;
  /** The `aud` of tokens for everything; `null`: these are not taken, only tokens for this service alone. */
  readonly audience: string | null;
}

type Claims = Readonly<Record<string, unknown>>;

/**
 * For whom a guard takes access tokens. One that is for a single service (RFC 8707) has its name in `aud` and its id in
 * `service_id`: the id decides as soon as the server has said which one this service has, since a name may become another
 * service's while a token lives.
 */
export class Audience {
  private own: { readonly id: string; readonly name: string } | null = null;

  constructor(private readonly options: AudienceOptions) {}

  /** Whether the server has said which service this is; before, a name is all there is to go by. */
  get isKnown(): boolean {
    return this.own !== null;
  }

  /** Answers whether what was found good before must be looked at again. */
  setOwn(service: { readonly id: string; readonly name: string }): boolean {
    const isNew = this.own?.id !== service.id;
    this.own = service;
    return isNew;
  }

  /**
   * Of a token whose signature was good: whether it is for one service alone.
   * @throws Refusal `WRONG_AUDIENCE` when it is not for this service, `INVALID_TOKEN` when it is not for any that is known here
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
