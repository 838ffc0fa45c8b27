import { Module } from '@nestjs/common';

/** Sessions, devices and activity. */
@Module({})
export class SessionPagesModule {}
