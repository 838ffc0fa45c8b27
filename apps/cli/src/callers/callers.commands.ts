import type { INestApplicationContext } from '@nestjs/common';
import { Command, Option, SubCommand } from 'nest-commander';
import { Callers } from '#api/app-tokens';
import { EVERYTHING } from '#libs/paging';
import { CliCommand, CliCommandGroup } from '../cli-command.js';
import { getService } from '../features/find-named.js';
import { withFeatures } from '../features/with-features.js';
import { tell } from '../outcome.js';

const SERVICE = 'the service that is called: an id or a name';
const CALLER = 'the service that calls: an id or a name';
const PAIR = {
  arguments: '<service> <caller>',
  argsDescription: { service: SERVICE, caller: CALLER },
};
const BY_OPERATOR = { actor: { kind: 'operator' } } as const;

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const wordsOf = (scopes: readonly string[]) =>
  scopes.length === 0 ? 'no scope' : scopes.join(' ');

async function getPair(features: INestApplicationContext, service: string, caller: string) {
  return {
    called: await getService(features, service),
    calling: await getService(features, caller),
  };
}

@SubCommand({
  name: 'list',
  description: 'list the services that may call a service, with their scopes',
  arguments: '<service>',
  argsDescription: { service: SERVICE },
})
export class CallersListCommand extends CliCommand {
  @Option({ flags: '--json', description: 'one JSON object a line' })
  parseJson(): boolean {
    return true;
  }

  override execute([named = '']: string[], options: Record<string, unknown>): Promise<void> {
    return withFeatures(async (features) => {
      const { id } = await getService(features, named);
      const callers = await features.get(Callers).list(id, { after: null, limit: EVERYTHING });
      for (const { id: callerId, name, scopes } of callers) {
        const document = { caller_service_id: callerId, caller_service_name: name, scopes };
        print(options['json'] === true ? JSON.stringify(document) : `${name}  ${wordsOf(scopes)}`);
      }
    });
  }
}

@SubCommand({
  name: 'grant',
  description: 'allow the tokens of one service at another; replaces an earlier grant',
  ...PAIR,
})
export class CallersGrantCommand extends CliCommand {
  @Option({
    flags: '--scope <scope...>',
    description: 'what they may do there; without it, call with no scope',
  })
  parseScope(scope: string, before: string[] = []): string[] {
    return [...before, scope];
  }

  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }

  override execute(
    [service = '', caller = '']: string[],
    options: Record<string, unknown>,
  ): Promise<void> {
    const { scope: scopes = [] } = options as { scope?: string[] };
    return withFeatures(async (features) => {
      const { called, calling } = await getPair(features, service, caller);
      const key = { serviceId: called.id, callerId: calling.id };
      const granted = await features.get(Callers).grant(BY_OPERATOR, key, scopes);
      const said = `${calling.name} may call ${called.name} with ${wordsOf(granted.scopes)}`;
      tell(options, said, {
        service_id: called.id,
        caller_service_id: calling.id,
        scopes: granted.scopes,
      });
    });
  }
}

@SubCommand({
  name: 'withdraw',
  description: 'withdraw the grant of one service at another',
  ...PAIR,
})
export class CallersWithdrawCommand extends CliCommand {
  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }

  override execute(
    [service = '', caller = '']: string[],
    options: Record<string, unknown>,
  ): Promise<void> {
    return withFeatures(async (features) => {
      const { called, calling } = await getPair(features, service, caller);
      const key = { serviceId: called.id, callerId: calling.id };
      await features.get(Callers).withdraw(BY_OPERATOR, key);
      const said = `${calling.name} may no longer call ${called.name}`;
      tell(options, said, { service_id: called.id, caller_service_id: calling.id });
    });
  }
}

const SUB_COMMANDS = [CallersListCommand, CallersGrantCommand, CallersWithdrawCommand];

@Command({
  name: 'callers',
  description: 'which services may call a service, and with which scopes',
  subCommands: SUB_COMMANDS,
})
export class CallersCommand extends CliCommandGroup {}

export const CALLERS_COMMANDS = [CallersCommand, ...SUB_COMMANDS];
