import { Command, Option, SubCommand } from 'nest-commander';
import { VerifyAudit, type VerifyRange } from '#api/audit';
import { isCalendarDay } from '#libs/kernel';
import { CliCommand, CliCommandGroup } from '../cli-command.js';
import { EXIT } from '../outcome.js';
import { withProgress } from '../terminal.js';
import { withFeatures } from '../features/with-features.js';
import { AuditGrantsCommand } from './audit-grants.command.js';
import { AuditRekeyCommand } from './audit-rekey.command.js';
import { AuditRetireCommand } from './audit-retire.command.js';
import { parseHead, TAMPERED, toJson, toText } from './audit-text.js';

@SubCommand({
  name: 'verify',
  description:
    'check that no event was changed, deleted, moved or cut off; otherwise name each such event and end with 3',
})
export class AuditVerifyCommand extends CliCommand {
  @Option({ flags: '--from <day>', description: 'only from this day on (UTC, YYYY-MM-DD)' })
  parseFrom(text: string): string {
    return this.toDay(text);
  }

  @Option({ flags: '--to <day>', description: 'only up to the end of this day' })
  parseTo(text: string): string {
    return this.toDay(text);
  }

  @Option({
    flags: '--head <number:hash>',
    description: 'a head or an anchor that was stored elsewhere: the trail must still contain it',
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

  private toDay(text: string): string {
    if (isCalendarDay(text)) return text;
    return this.command.error(`error: ${text} is not a day; write it as YYYY-MM-DD`);
  }

  override async execute(_args: string[], options: Record<string, unknown>): Promise<number> {
    const { from, to, head } = options as {
      from?: string;
      to?: string;
      head?: VerifyRange['known'];
    };
    const range: VerifyRange = {
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(head !== undefined && { known: head }),
    };
    const report = await withFeatures((features) =>
      withProgress('events checked', (show) => features.get(VerifyAudit).verify(range, show)),
    );
    process.stdout.write(options['json'] === true ? toJson(report) : toText(report));
    return report.findings.length === 0 ? EXIT.done : TAMPERED;
  }
}

const SUB_COMMANDS = [
  AuditVerifyCommand,
  AuditRetireCommand,
  AuditRekeyCommand,
  AuditGrantsCommand,
];

@Command({ name: 'audit', description: 'the audit trail', subCommands: SUB_COMMANDS })
export class AuditCommand extends CliCommandGroup {}

export const AUDIT_COMMANDS = [AuditCommand, ...SUB_COMMANDS];
