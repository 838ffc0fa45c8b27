import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ConfigError, type ConfigOf } from '#libs/config';
import { Database, row } from '#libs/database';
import { isAppError, randomToken } from '#libs/kernel';
import { StartNotices } from '#libs/operation';
import { NewAdministrators } from './new-administrators.service.js';
import { authConfig } from './auth.config.js';

/** Reserved for loopback (RFC 6761 section 6.3): no mail ever leaves for it. */
const DEFAULT_EMAIL = 'admin@gatehouse.localhost';
const RANDOM_BYTES = 15;

/**
 * Creates an administrator at start when none exists, from `ADMIN_EMAIL` and `ADMIN_PASSWORD`, or with a random password
 * that is printed once. Of many instances that start at once, one creates it.
 */
@Injectable()
export class FirstAdministrator implements OnApplicationBootstrap {
  private readonly log = new Logger(FirstAdministrator.name);

  constructor(
    private readonly database: Database,
    private readonly administrators: NewAdministrators,
    private readonly notices: StartNotices,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /** @throws ConfigError when `ADMIN_EMAIL` or `ADMIN_PASSWORD` cannot be used */
  async onApplicationBootstrap(): Promise<void> {
    if (!(await this.hasSchema())) {
      this.log.warn(
        'No administrator is looked for: the migrations are pending. Restart afterwards.',
      );
      return;
    }
    if (await this.administrators.exist()) return;
    const { adminEmail: email = DEFAULT_EMAIL, adminPassword } = this.config;
    const password = adminPassword ?? randomToken(RANDOM_BYTES);
    const isMade = await this.create(email, password);
    if (!isMade) return;
    const shown = adminPassword === undefined ? password : 'the one in ADMIN_PASSWORD';
    this.notices.add({ label: 'Administrator', text: `${email}, password: ${shown}` });
  }

  private async hasSchema(): Promise<boolean> {
    const sql = "SELECT to_regclass('user_service_roles') IS NOT NULL AS there";
    const found = await row<{ there: boolean }>(this.database.pool, sql);
    return found?.there === true;
  }

  private async create(email: string, password: string): Promise<boolean> {
    try {
      return await this.administrators.createFirst({ email, password });
    } catch (error) {
      if (!isAppError(error)) throw error;
      const name = error.code === 'PASSWORD_UNACCEPTABLE' ? 'ADMIN_PASSWORD' : 'ADMIN_EMAIL';
      throw new ConfigError([{ name, message: error.detail }]);
    }
  }
}
