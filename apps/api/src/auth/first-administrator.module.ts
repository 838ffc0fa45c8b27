import { Module } from '@nestjs/common';
import { AuthModule } from './auth.module.js';
import { FirstAdministrator } from './first-administrator.service.js';

/** Part of a server that starts, and of no command: sees to it that there is an administrator. */
@Module({ imports: [AuthModule], providers: [FirstAdministrator] })
export class FirstAdministratorModule {}
