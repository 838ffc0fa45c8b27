import { Controller, Header, HttpCode, Post } from '@nestjs/common';
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
import { AccountExportDto } from './account-export.dto.js';
import { AccountExport } from './account-export.service.js';

/** The export of what is kept about the signed-in user. */
@ApiTags('Profile')
@Controller('api/auth/export')
export class AccountExportController {
  constructor(private readonly exporting: AccountExport) {}

  /** Exports what is kept about the signed-in user, as JSON, without secrets and without data of others. It uses the proof up, so it is no `GET`. */
  @Post()
  @HttpCode(200)
  @SignedIn()
  @FreshProof('export_account')
  @RateClass('login')
  @Header('Content-Disposition', 'attachment; filename="account-export.json"')
  @Header('Cache-Control', 'no-store')
  @Refuses()
  export(@CurrentUser() user: Principal, @Client() client: ClientInfo): Promise<AccountExportDto> {
    return this.exporting.export(user, client);
  }
}
