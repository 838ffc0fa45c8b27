import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
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
import {
  FactorAnswerDto,
  FactorListDto,
  FactorRemovedDto,
  RecoveryCodesMadeDto,
  RenameFactorDto,
} from './factors.dto.js';
import { OwnFactors } from './own-factors.service.js';
import { RemoveFactor } from './remove-factor.service.js';
import { ReplaceRecoveryCodes } from './recovery/replace-recovery-codes.service.js';
import { toFactor } from './to-factor.js';

/** The caller's own second factors and recovery codes; what belongs to somebody else does not exist here. */
@ApiTags('Second factors')
@Controller('api/auth/factors')
export class FactorsController {
  constructor(
    private readonly factors: OwnFactors,
    private readonly removal: RemoveFactor,
    private readonly recoveryCodes: ReplaceRecoveryCodes,
  ) {}

  /** Lists the factors of the caller's account that count, the oldest first. Unfinished enrolments are left out. */
  @Get()
  @SignedIn({ whileEnrolling: true })
  @RateClass('read')
  @Refuses()
  async list(@CurrentUser() { userId }: Principal): Promise<FactorListDto> {
    return { success: true, factors: (await this.factors.list(userId)).map(toFactor) };
  }

  /** Makes ten new recovery codes, in the place of all older ones. The account must have a second factor. */
  @Post('recovery-codes')
  @SignedIn({ whileEnrolling: true })
  @FreshProof('add_factor')
  @RateClass('write')
  @Refuses('SECOND_FACTOR_MISSING')
  async replaceRecoveryCodes(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
  ): Promise<RecoveryCodesMadeDto> {
    const codes = await this.recoveryCodes.replace({ principal, client });
    return { success: true, recovery_codes: [...codes] };
  }

  /** Gives a factor another name. */
  @Patch(':factor_id')
  @SignedIn({ whileEnrolling: true })
  @RateClass('write')
  @Refuses('FACTOR_NOT_FOUND')
  async rename(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @Param('factor_id') id: string,
    @Body() { name }: RenameFactorDto,
  ): Promise<FactorAnswerDto> {
    return {
      success: true,
      factor: toFactor(await this.factors.rename({ principal, client }, id, name)),
    };
  }

  /** Removes a factor. With the last second factor the recovery codes go, too. */
  @Delete(':factor_id')
  @SignedIn({ whileEnrolling: true })
  @FreshProof('remove_factor')
  @RateClass('write')
  @Refuses('FACTOR_NOT_FOUND', 'LAST_SIGN_IN_METHOD')
  async remove(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @Param('factor_id') id: string,
  ): Promise<FactorRemovedDto> {
    const hasSecond = await this.removal.remove({ principal, client }, id);
    return { success: true, message: 'Factor removed', has_second_factor: hasSecond };
  }
}
