import { Inject, Injectable, Logger } from '@nestjs/common';
import passport from 'passport';
import { baseUrlOf, coreConfig, type ConfigOf } from '#libs/config';
import { Clock } from '#libs/kernel';
import type { ConfiguredProvidersPort } from '#api/users/proofs';
import { causeWords } from '../calls/cause-words.js';
import { remembered, cureOf } from '../calls/provider-call-error.js';
import { ProviderCalls } from '../calls/provider-calls.service.js';
import { oauthConfig } from '../oauth.config.js';
import { providerNotConfigured } from '../oauth.errors.js';
import { apple } from './apple.js';
import { discord } from './discord.js';
import { facebook } from './facebook.js';
import { github } from './github.js';
import { google } from './google.js';
import { microsoft } from './microsoft.js';
import { openid } from './openid.js';
import { bounded, type FlowRequest, type ProviderAnswer } from './provider-answer.js';
import type { Provider } from './provider.js';

/** Metadata and keys of a provider are fetched again after this time. */
const DESCRIPTION_LIFE_MS = 3_600_000;

export type StrategyOutcome =
  | { readonly location: string }
  | { readonly answer: ProviderAnswer; readonly location?: never };

/** Metadata that could not be fetched is not requested again before this time. */
const FAILURE_LIFE_MS = 3_000;

interface Prepared {
  readonly done: Promise<void>;
  readonly untilMs: number;
  /** Whether the attempt failed and no older metadata exists. */
  readonly hasFailed?: boolean;
}

type Middleware = (request: object, response: object, next: (error?: unknown) => void) => void;

/** The configured providers, and their Passport strategies: prepared on first use, one attempt at a time. */
@Injectable()
export class Providers implements ConfiguredProvidersPort {
  private readonly log = new Logger(Providers.name);
  private readonly providers: ReadonlyMap<string, Provider>;
  private readonly prepared = new Map<string, Prepared>();
  /** One for each server: Passport's default instance is global to the process. */
  private readonly authenticator = new passport.Passport();

  constructor(
    private readonly calls: ProviderCalls,
    private readonly clock: Clock,
    @Inject(oauthConfig.KEY) config: ConfigOf<typeof oauthConfig>,
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
  ) {
    const builtIn = [google, microsoft, discord, github, apple, facebook];
    const all = [...builtIn.map((make) => make(config, clock)), ...config.oidc.map(openid)];
    const isOn = (provider: Provider | null) => provider !== null;
    this.providers = new Map(all.filter(isOn).map((provider) => [provider.name, provider]));
  }

  list(): readonly Provider[] {
    return [...this.providers.values()];
  }

  has(name: string): boolean {
    return this.providers.has(name);
  }

  /** @throws AppError `PROVIDER_NOT_CONFIGURED` */
  get(name: string): Provider {
    const provider = this.providers.get(name);
    if (!provider) throw providerNotConfigured();
    return provider;
  }

  /** The redirect URI of the provider's callback. */
  callbackUrl(name: string): string {
    return `${baseUrlOf(this.core)}/api/oauth/${name}/callback`;
  }

  /** Runs the provider's strategy, which answers a redirect or the identified user. */
  async authenticate({ name }: Provider, request: FlowRequest): Promise<StrategyOutcome> {
    await this.prepare(this.get(name));
    return new Promise((resolve, reject) => {
      const decide = (error: unknown, answer: unknown, info: unknown) => {
        if (!answer) return reject(asError(error ?? info));
        try {
          resolve({ answer: bounded(answer as ProviderAnswer) });
        } catch (reason) {
          reject(asError(reason));
        }
      };
      const response = {
        setHeader: (header: string, value: string) => {
          if (header === 'Location') resolve({ location: value });
        },
        end: () => undefined,
      };
      const middleware = this.authenticator.authenticate(
        name,
        { session: false },
        decide,
      ) as Middleware;
      middleware(request, response, (error) => reject(asError(error)));
    });
  }

  /** Old metadata is used while new metadata is fetched, and as long as that fails. */
  private prepare(provider: Provider): Promise<void> {
    const known = this.prepared.get(provider.name);
    if (known && known.untilMs > this.clock.monotonicMs()) return known.done;
    if (!known || known.hasFailed) return this.attempt(provider).done;
    this.prepared.set(provider.name, { ...known, untilMs: this.nowPlus(FAILURE_LIFE_MS) });
    this.make(provider).then(
      () => this.remember(provider, known.done),
      (error: unknown) => {
        const cure = error instanceof Error ? cureOf(provider, error) : '';
        this.log.warn(`${provider.name}: ${causeWords(error)}${cure}`);
      },
    );
    return known.done;
  }

  private attempt(provider: Provider): Prepared {
    const done = this.make(provider);
    const entry = this.remember(provider, done);
    done.catch((cause: unknown) => {
      if (this.prepared.get(provider.name) !== entry) return;
      const again = Promise.reject<void>(remembered(cause));
      again.catch(() => undefined);
      const untilMs = this.nowPlus(FAILURE_LIFE_MS);
      this.prepared.set(provider.name, { done: again, untilMs, hasFailed: true });
    });
    return entry;
  }

  private remember(provider: Provider, done: Promise<void>): Prepared {
    const entry = { done, untilMs: this.nowPlus(DESCRIPTION_LIFE_MS) };
    this.prepared.set(provider.name, entry);
    return entry;
  }

  private make(provider: Provider): Promise<void> {
    return provider.prepare({
      authenticator: this.authenticator as never,
      fetch: this.calls.fetchOf(provider.home),
      callbackURL: this.callbackUrl(provider.name),
    });
  }

  private nowPlus(ms: number): number {
    return this.clock.monotonicMs() + ms;
  }
}

function asError(reason: unknown): Error {
  if (reason instanceof Error) return reason;
  const words = (reason as { message?: unknown } | undefined)?.message;
  return new Error(typeof words === 'string' ? words : 'The strategy has failed');
}
