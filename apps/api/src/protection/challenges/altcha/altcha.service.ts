import { Inject, Injectable } from '@nestjs/common';
import { createChallenge, extractParams, verifySolution } from 'altcha-lib/v1';
import { coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import { Clock, deriveKey } from '#libs/kernel';
import { captchaConfig } from '../captcha.config.js';
import { Captcha, type CaptchaChallenge, type Outcome, type Solution } from '../captcha.js';
import { UsedSolutions } from '../used-solutions.service.js';

const ALGORITHM = 'SHA-256';
/** Solutions of our challenges have about 300 characters. */
const MAX_LENGTH = 2048;

interface Work {
  readonly algorithm: typeof ALGORITHM;
  readonly challenge: string;
  readonly number: number;
  readonly salt: string;
  readonly signature: string;
}

/** ALTCHA: proofs of work that this server makes and checks itself, without a third party. */
@Injectable()
export class Altcha extends Captcha {
  override readonly provider = 'altcha';
  override readonly siteKey = null;
  override readonly field = 'altcha';
  private readonly key: string;

  constructor(
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
    @Inject(captchaConfig.KEY) private readonly config: ConfigOf<typeof captchaConfig>,
    private readonly used: UsedSolutions,
    private readonly clock: Clock,
  ) {
    super();
    this.key = deriveKey(serverSecretOf(core), 'altcha').toString('hex');
  }

  override async challenge(): Promise<CaptchaChallenge> {
    const maxnumber = this.config.difficulty;
    const expires = new Date(this.clock.nowMs() + this.config.lifeSeconds * 1000);
    const options = { algorithm: ALGORITHM, hmacKey: this.key, maxnumber, expires } as const;
    return { provider: this.provider, ...(await createChallenge(options)), maxnumber };
  }

  override async consume({ text }: Solution): Promise<Outcome> {
    const work = parse(text);
    if (!work) return 'refused';
    const expiresAt = Number(extractParams(work)['expires'] ?? 0);
    const leftSeconds = expiresAt - this.clock.nowSeconds();
    // The expiry is checked with our clock, not with that of the library.
    if (!(leftSeconds > 0) || !(await verifySolution(work, this.key, false))) return 'refused';
    const isNew = await this.used.add(work.challenge, Math.ceil(leftSeconds) + 1);
    return isNew ? 'solved' : 'replayed';
  }
}

function parse(text: string): Work | null {
  if (text.length > MAX_LENGTH) return null;
  try {
    const value = JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as unknown;
    return isSolution(value) ? value : null;
  } catch {
    return null;
  }
}

function isSolution(value: unknown): value is Work {
  if (typeof value !== 'object' || value === null) return false;
  const { algorithm, number, challenge, salt, signature } = value as Record<string, unknown>;
  const areTexts = [challenge, salt, signature].every((text) => typeof text === 'string');
  return algorithm === ALGORITHM && Number.isInteger(number) && areTexts;
}
