import { Injectable } from '@nestjs/common';
import { FlaskAccounts } from './flask-accounts.service.js';
import { FlaskBelongings } from './flask-belongings.service.js';
import { FlaskGrants } from './flask-grants.service.js';
import type { FlaskRun } from './flask-run.js';

/** The parts of the move, in their order. */
@Injectable()
export class FlaskParts {
  constructor(
    private readonly grants: FlaskGrants,
    private readonly accounts: FlaskAccounts,
    private readonly belongings: FlaskBelongings,
  ) {}

  async move(run: FlaskRun): Promise<void> {
    await this.grants.move(run);
    const entitled = await this.accounts.move(run);
    await this.belongings.move(run, entitled);
  }
}
