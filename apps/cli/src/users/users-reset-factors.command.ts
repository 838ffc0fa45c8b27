import { Option, SubCommand } from 'nest-commander';
import { FactorResetOrders } from '#api/account-admin';
import { CliCommand } from '../cli-command.js';
import { getUser } from '../features/find-named.js';
import { withFeatures } from '../features/with-features.js';
import { tell } from '../outcome.js';

const AT_ONCE =
  'Warning: the owner cannot object to a reset that is done at once. Be sure that it is the owner who asks.\n';

@SubCommand({
  name: 'reset-factors',
  description:
    'remove all second factors of an account after 24 hours, in which its owner can object by a mailed link',
  arguments: '<user>',
  argsDescription: { user: 'an id or an address' },
})
export class UsersResetFactorsCommand extends CliCommand {
  @Option({ flags: '--now', description: 'remove them at once; the owner cannot object' })
  parseNow(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }

  override execute([named = '']: string[], options: Record<string, unknown>): Promise<void> {
    return withFeatures(async (features) => {
      const { id, email } = await getUser(features, named);
      const orders = features.get(FactorResetOrders);
      if (options['now'] === true) {
        process.stderr.write(AT_ONCE);
        await orders.doNow(id);
        const said = `Removed the second factors of ${email}, ended the sessions and queued a mail`;
        return tell(options, said, { id, email, done: true });
      }
      const dueAt = (await orders.order('operator', id)).toISOString();
      const said = `The second factors of ${email} will be removed at ${dueAt}; a mail lets the owner object until then`;
      tell(options, said, { id, email, done: false, due_at: dueAt });
    });
  }
}
