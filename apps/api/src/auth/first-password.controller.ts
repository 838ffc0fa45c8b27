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
import { FirstPassword } from './first-password.service.js';
import { IdentityDoneDto, SetPasswordDto } from './profile.dto.js';

/** The first password of an account that signs in by providers. */
@ApiTags('Linked providers')
@Controller('api/auth')
export class FirstPasswordController {
  constructor(private readonly password: FirstPassword) {}

  /** Gives an account that has no password its first. */
  @Post('set-password')
  @HttpCode(200)
  @SignedIn()
  @FreshProof('set_password')
  @RateClass('login')
  @Refuses('PASSWORD_ALREADY_SET', 'PASSWORD_UNACCEPTABLE', 'HASH_QUEUE_FULL')
  async set(
    @CurrentUser() user: Principal,
    @Body() body: SetPasswordDto,
    @Client() client: ClientInfo,
  ): Promise<IdentityDoneDto> {
    await this.password.set(user, body.password, client);
    return { success: true, message: 'Password set' };
  }
}
