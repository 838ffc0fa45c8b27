import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Client,
  CurrentUser,
  FreshProof,
  Public,
  RateClass,
  Refuses,
  SignedIn,
  type ClientInfo,
  type Principal,
} from '#libs/access';
import { LooksAtSecret } from '#api/protection/limits';
import { MessageDto } from '../registration.dto.js';
import {
  ChangeEmailDto,
  ConfirmEmailChangeDto,
  EmailChangeDto,
  EmailChangeLinkDto,
  toEmailChange,
} from './address-change.dto.js';
import { AskAddressChange } from './ask-address-change.service.js';
import { ConfirmAddressChange } from './confirm-address-change.service.js';
import { UndoAddressChange } from './undo-address-change.service.js';

const ASKED = 'If the address can be used, a mail to it has a link that confirms the change';

/** The change of an account's address. */
@ApiTags('Profile')
@Controller('api/auth/change-email')
export class AddressChangeController {
  constructor(
    private readonly asking: AskAddressChange,
    private readonly confirming: ConfirmAddressChange,
    private readonly undoing: UndoAddressChange,
  ) {}

  /**
   * Asks for another address. Nothing changes before the link in the mail to it is used; a newer request ends the older one.
   * The answer is always the same, also when the address belongs to another account.
   */
  @Post()
  @HttpCode(202)
  @SignedIn()
  @FreshProof('change_email')
  @RateClass('mail')
  @Refuses()
  async ask(
    @CurrentUser() user: Principal,
    @Body() { email }: ChangeEmailDto,
    @Client() client: ClientInfo,
  ): Promise<MessageDto> {
    await this.asking.ask(user, email, client);
    return { success: true, message: ASKED };
  }

  /** Shows the change that waits for its confirmation. */
  @Get()
  @SignedIn()
  @RateClass('read')
  @Refuses()
  async show(@CurrentUser() user: Principal): Promise<EmailChangeDto> {
    return toEmailChange(await this.asking.find(user));
  }

  /** Cancels the change that waits for its confirmation, if there is one. */
  @Delete()
  @SignedIn()
  @RateClass('write')
  @Refuses()
  async cancel(@CurrentUser() user: Principal, @Client() client: ClientInfo): Promise<MessageDto> {
    await this.asking.cancel(user, client);
    return { success: true, message: 'No change of the address waits any more' };
  }

  /**
   * Changes the address by the token of the mail to it, on a device that the account knows or with its password. Sessions
   * stay; links that were mailed to the old address die, and it gets one to undo the change.
   */
  @Post('confirm')
  @HttpCode(200)
  @Public()
  @LooksAtSecret()
  @Refuses(
    'INVALID_EMAIL_CHANGE_LINK',
    'VERIFICATION_PROOF_REQUIRED',
    'WRONG_CURRENT_PASSWORD',
    'EMAIL_TAKEN',
    'RECOVERY_MAIL_HELD_BACK',
    'HASH_QUEUE_FULL',
  )
  async confirm(
    @Body() { token, password }: ConfirmEmailChangeDto,
    @Client() client: ClientInfo,
  ): Promise<MessageDto> {
    await this.confirming.confirm(token, password ?? undefined, client);
    return { success: true, message: 'The address is changed' };
  }

  /**
   * Gives the account its old address back, by the token of the mail to that. Every session ends, what was made since is
   * removed, and the password must be reset.
   */
  @Post('undo')
  @HttpCode(200)
  @Public()
  @LooksAtSecret()
  @Refuses('INVALID_EMAIL_CHANGE_LINK', 'EMAIL_TAKEN', 'RECOVERY_MAIL_HELD_BACK')
  async undo(
    @Body() { token }: EmailChangeLinkDto,
    @Client() client: ClientInfo,
  ): Promise<MessageDto> {
    await this.undoing.undo(token, client);
    return { success: true, message: 'The old address is back. Choose a new password' };
  }
}
