import { Global, Module } from '@nestjs/common';
import { PersonalData } from './personal-data.js';

/** The register of what features keep about a user. */
@Global()
@Module({ providers: [PersonalData], exports: [PersonalData] })
export class PersonalDataModule {}
