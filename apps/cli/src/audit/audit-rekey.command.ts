import { Option, SubCommand } from 'nest-commander';
import { RekeyAudit, type RekeyRefusal } from '#api/audit';
import { CliCommand } from '../cli-command.js';
import { Refusal, tell } from '../outcome.js';
import { withFeatures } from '../features/with-features.js';
import { parseHead } from './audit-text.js';

const REFUSALS: Readonly<Record<RekeyRefusal, readonly [text: string, hint?: string]>> = {
  no_head: ['the audit trail has no head', 'run gatehouse audit verify'],
  same_key: ['the audit trail is sealed under this SECRET_KEY already'],
  other_head: ['the audit trail has another head', 'run gatehouse audit verify with the old key'],
  busy: ['another process is sealing the audit trail', 'try again'],
};

@SubCommand({
  name: 'rekey',
  description: 'after SECRET_KEY was changed: continue under the new one from the newest seal',
})
export class AuditRekeyCommand extends CliCommand {
  @Option({
    flags: '--head <number:hash>',
    description: 'the head that verify printed under the old SECRET_KEY',
    required: true,
  })
  parseHead(text: string): { number: number; hash: string } {
    return (
      parseHead(text) ??
      this.command.error('error: give the head as it was printed, <number>:<hash>')
    );
  }

  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }

  override async execute(_args: string[], options: Record<string, unknown>): Promise<void> {
    const { head } = options as { head: { number: number; hash: string } };
    const outcome = await withFeatures((features) => features.get(RekeyAudit).rekey(head));
    if (typeof outcome === 'string') throw new Refusal(...REFUSALS[outcome]);
    const { number } = outcome;
    tell(options, `The audit trail continues after seal ${number}`, { after_seal: number });
  }
}
