import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Installation } from '#libs/database';
import { Ephemeral } from '#libs/ephemeral';

const RETRY_MS = 1_000;

/** Sets the key prefix of this installation in the shared state as soon as PostgreSQL returns it. */
@Injectable()
export class PrefixedEphemeral implements OnApplicationBootstrap, OnModuleDestroy {
  private isPrefixed = false;
  private retry: NodeJS.Timeout | undefined;

  constructor(
    readonly ephemeral: Ephemeral,
    private readonly installation: Installation,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (await this.prepare()) return;
    this.retry = setInterval(() => {
      void this.prepare().then((isDone) => isDone && clearInterval(this.retry));
    }, RETRY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.retry);
  }

  /** Whether the shared state can be used; before the schema exists, for example, it cannot. */
  async prepare(): Promise<boolean> {
    if (this.isPrefixed) return true;
    try {
      this.ephemeral.usePrefix(await this.installation.getId());
      this.isPrefixed = true;
    } catch {
      // Callers find that the shared state is not ready and ask PostgreSQL.
    }
    return this.isPrefixed;
  }
}
