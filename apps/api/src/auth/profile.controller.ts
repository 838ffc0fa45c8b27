import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
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
import { PasswordChange, FirstPassword } from './password-change.service.js';
import { PasswordRemoval } from './password-removal.service.js';
import { Erasure } from './erasure.service.js';
import {
  ChangePasswordDto,
  EraseAccountDto,
  MeDto,
  UpdateProfileDto,
  IdentityDoneDto,
  SetPasswordDto,
} from './profile.dto.js';
import { Profile } from './profile.service.js';
import { MessageDto } from './registration.dto.js';

/** The account of the signed-in user. */
@ApiTags('Profile')
@Controller('api/auth')
export class ProfileController {
  constructor(
    private readonly profile: Profile,
    private readonly passwords: PasswordChange,
    private readonly erasure: Erasure,
  ) {}

  /** Shows the signed-in user's account. */
  @Get('me')
  @SignedIn({ whileEnrolling: true })
  @RateClass('read')
  @Refuses()
  get(@CurrentUser() user: Principal): Promise<MeDto> {
    return this.profile.show(user);
  }

  /** Changes the signed-in user's account. Fields that are not given stay. */
  @Patch('me')
  @ApiBody({
    type: UpdateProfileDto,
    examples: {
      rename: { summary: 'A new name', value: { first_name: 'Anna', last_name: 'Berger' } },
      language: { summary: 'Pages and mails in German', value: { locale: 'de' } },
    },
  })
  @SignedIn()
  @RateClass('write')
  @Refuses()
  async update(
    @CurrentUser() user: Principal,
    @Body() body: UpdateProfileDto,
    @Client() client: ClientInfo,
  ): Promise<MeDto> {
    const { first_name: firstName, last_name: lastName, locale } = body;
    const change = {
      ...(firstName !== undefined && { firstName }),
      ...(lastName !== undefined && { lastName }),
      ...(locale !== undefined && { locale }),
    };
    return { success: true, user: await this.profile.update(user, change, client) };
  }

  /** Erases the account with all that is its own. There is no way back. */
  @Delete('me')
  @ApiBody({
    type: EraseAccountDto,
    examples: {
      password: { summary: 'With the password', value: { password: 'velvet tram at midnight' } },
    },
  })
  @SignedIn()
  @FreshProof('erase_account', {
    when: 'Wanted from an account without a password; another sends its password, or this.',
  })
  @RateClass('login')
  @Refuses('WRONG_CURRENT_PASSWORD', 'LAST_ADMIN', 'LAST_OWNER', 'HASH_QUEUE_FULL')
  async erase(
    @CurrentUser() user: Principal,
    @Body() body: EraseAccountDto,
    @Client() client: ClientInfo,
  ): Promise<MessageDto> {
    await this.erasure.eraseOwn(user, body.password ?? undefined, client);
    return { success: true, message: 'Account erased' };
  }

  /** Changes the password. Every other session ends, this one stays. */
  @Post('change-password')
  @HttpCode(200)
  @SignedIn()
  @RateClass('login')
  @Refuses('WRONG_CURRENT_PASSWORD', 'PASSWORD_UNACCEPTABLE', 'HASH_QUEUE_FULL')
  async changePassword(
    @CurrentUser() user: Principal,
    @Body() body: ChangePasswordDto,
    @Client() client: ClientInfo,
  ): Promise<MessageDto> {
    const { current_password: currentPassword, new_password: newPassword } = body;
    await this.passwords.change(user, { currentPassword, newPassword }, client);
    return { success: true, message: 'Password changed successfully' };
  }
}

/** The password of an account that can be signed in to without one. */
@ApiTags('Linked providers')
@Controller('api/auth')
export class FirstPasswordController {
  constructor(
    private readonly password: FirstPassword,
    private readonly removal: PasswordRemoval,
  ) {}

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

  /** Removes the password of an account with a passkey and a verified address. Sessions stay. */
  @Delete('password')
  @SignedIn()
  @FreshProof('remove_password')
  @RateClass('write')
  @Refuses('PASSWORD_NOT_SET', 'PASSWORD_NEEDED')
  async remove(
    @CurrentUser() user: Principal,
    @Client() client: ClientInfo,
  ): Promise<IdentityDoneDto> {
    await this.removal.remove(user, client);
    return { success: true, message: 'Password removed' };
  }
}
