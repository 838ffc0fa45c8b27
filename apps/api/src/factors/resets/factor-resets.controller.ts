import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Client, Public, Refuses, type ClientInfo } from '#libs/access';
import { LooksAtSecret } from '#api/protection/limits';
import { FactorResets } from './factor-resets.service.js';
import { ObjectDto, ObjectedDto } from './factor-resets.dto.js';

/** Objections to resets of factors, by the mailed token. */
@ApiTags('Second factors')
@Controller('api/auth/factors/reset')
export class FactorResetsController {
  constructor(private readonly resets: FactorResets) {}

  /** Objects to the removal of all factors that an operator has ordered: the factors stay. */
  @Post('object')
  @HttpCode(200)
  @Public()
  @LooksAtSecret()
  @Refuses('INVALID_OBJECTION_TOKEN')
  async object(@Body() { token }: ObjectDto, @Client() client: ClientInfo): Promise<ObjectedDto> {
    await this.resets.object(token, client);
    return { success: true, message: 'The factors stay' };
  }
}
