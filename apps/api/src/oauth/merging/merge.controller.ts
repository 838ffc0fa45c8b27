import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Client,
  CurrentUser,
  FreshProof,
  RateClass,
  Refuses,
  SignedIn,
  type ClientInfo,
  type Principal,
} from '#libs/access';
import { toIdentity } from '../identities/identities.dto.js';
import { MergeAnswerDto, MergeDto } from './merge.dto.js';
import type { MergeResult } from './merge.js';
import { organizationsOf } from './merged-units.js';
import { MergeAccounts } from './merge-accounts.service.js';

const SHOWN = 'Nothing is changed yet: send the confirmation to merge the accounts';
const DONE = 'The accounts are merged';

/** Two accounts of one person become one. */
@ApiTags('Linked providers')
@Controller('api/auth')
export class MergeController {
  constructor(private readonly accounts: MergeAccounts) {}

  /**
   * Merges a second account into the signed-in user's. Without the `confirmation` it shows what would move and uses no proof up.
   * Both accounts are proved: this one by the header, the other by `other_proof`. An account with a second factor is merged only
   * into one that has a second factor, too.
   */
  @Post('merge')
  @HttpCode(200)
  @SignedIn()
  @FreshProof('merge')
  @RateClass('write')
  @Refuses(
    'INVALID_MERGE',
    'MERGE_CHANGED',
    'MERGE_NEEDS_SECOND_FACTOR',
    'ACCOUNT_DISABLED',
    'LAST_ADMIN',
  )
  async merge(
    @CurrentUser() principal: Principal,
    @Body() body: MergeDto,
    @Client() client: ClientInfo,
  ): Promise<MergeAnswerDto> {
    const { other_proof: otherProof, other_access_token: otherToken, confirmation } = body;
    const request = { principal, otherProof, otherToken, confirmation, client };
    return toAnswer(await this.accounts.merge(request));
  }
}

/** As many as an answer shows of what can be thousands. */
const MOST = 1000;

function toAnswer({ ended, identities, roles, units, confirmation }: MergeResult): MergeAnswerDto {
  return {
    success: true,
    message: confirmation === null ? DONE : SHOWN,
    merged: confirmation === null,
    other_email: ended.email,
    identities: identities.map(toIdentity),
    roles: roles.map(toRole),
    organizations: organizationsOf(units)
      .slice(0, MOST)
      .map(({ id, name, unitCount, isOwned }) => ({
        organization_id: id,
        organization_name: name,
        units: unitCount,
        becomes_owner: isOwned,
      })),
    unit_roles: units.roles
      .slice(0, MOST)
      .map((role) => ({ ...toRole(role), unit_id: role.unitId, unit_name: role.unitName })),
    confirmation,
  };
}

const toRole = ({ serviceId, serviceName, roleId, roleName }: MergeResult['roles'][number]) => ({
  service_id: serviceId,
  service_name: serviceName,
  role_id: roleId,
  role_name: roleName,
});
