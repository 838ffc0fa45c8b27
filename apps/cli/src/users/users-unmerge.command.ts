import { Option, SubCommand } from 'nest-commander';
import { Unmerge, type Unmerged } from '#api/oauth';
import { toUser } from '#api/users';
import { CliCommand } from '../cli-command.js';
import { withFeatures } from '../features/with-features.js';
import { tell } from '../outcome.js';

type Role = Unmerged['rolesReturned'][number];

const namesOf = (roles: readonly Role[]) =>
  roles.map(({ serviceName, roleName }) => `${roleName} of ${serviceName}`).join(', ');

const toRole = ({ serviceId, serviceName, roleId, roleName }: Role) => ({
  service_id: serviceId,
  service_name: serviceName,
  role_id: roleId,
  role_name: roleName,
});

const unitsText = ({ unitCount, roleCount, lostUnitCount, lostRoleCount }: Unmerged['units']) =>
  [
    `returned  membership of ${some(unitCount, 'unit', 'units')}; ${some(roleCount, 'role', 'roles')} at units`,
    ...(lostUnitCount + lostRoleCount === 0
      ? []
      : [
          `not returned, because they were taken since: membership of ${some(lostUnitCount, 'unit', 'units')}; ${some(lostRoleCount, 'role', 'roles')} at units`,
        ]),
  ].filter(() => unitCount + roleCount + lostUnitCount + lostRoleCount > 0);

const some = (count: number, one: string, many: string) =>
  count === 1 ? `1 ${one}` : `${count} ${many}`;

function toText(unmerged: Unmerged, isDryRun: boolean): string {
  const { kept, restored, identityIds, rolesReturned, rolesLost, sessionsEnded } = unmerged;
  const lines = [
    `${isDryRun ? 'Would undo' : 'Undone'}: ${restored.email} (${restored.id}) is separate from ${kept.email} (${kept.id}) again`,
    `returned  ${some(identityIds.length, 'linked provider', 'linked providers')}; roles: ${namesOf(rolesReturned) || 'none'}`,
    ...(rolesLost.length === 0
      ? []
      : [
          `not returned, because ${kept.email} no longer holds them; assign them if they are needed: ${namesOf(rolesLost)}`,
        ]),
    ...unitsText(unmerged.units),
    `sessions  ${sessionsEnded} of ${kept.email} ${isDryRun ? 'would end' : 'ended'}; both owners ${isDryRun ? 'would be' : 'are'} told by mail`,
  ];
  return lines.join('\n');
}

@SubCommand({
  name: 'unmerge',
  description: 'undo a merge of two accounts, within MERGE_UNDO_DAYS of it',
  arguments: '<merge>',
  argsDescription: { merge: 'the id of the merge, or an id or address of either account' },
})
export class UsersUnmergeCommand extends CliCommand {
  @Option({ flags: '--dry-run', description: 'print the plan and change nothing' })
  parseDryRun(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }

  override execute([named = '']: string[], options: Record<string, unknown>): Promise<void> {
    const isDryRun = options['dryRun'] === true;
    return withFeatures(async (features) => {
      const unmerge = features.get(Unmerge);
      const unmerged = await (isDryRun ? unmerge.preview(named) : unmerge.undo(named));
      tell(options, toText(unmerged, isDryRun), {
        dry_run: isDryRun,
        merge_id: unmerged.mergeId,
        kept: toUser(unmerged.kept),
        restored: toUser(unmerged.restored),
        identities_returned: unmerged.identityIds,
        roles_returned: unmerged.rolesReturned.map(toRole),
        roles_not_returned: unmerged.rolesLost.map(toRole),
        units_returned: unmerged.units.unitCount,
        units_not_returned: unmerged.units.lostUnitCount,
        unit_roles_returned: unmerged.units.roleCount,
        unit_roles_not_returned: unmerged.units.lostRoleCount,
        sessions_ended: unmerged.sessionsEnded,
      });
    });
  }
}
