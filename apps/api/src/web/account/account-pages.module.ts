import { Module } from '@nestjs/common';

/** Profile, address, password, export and deletion of one's own account. */
@Module({})
export class ProfilePagesModule {}
