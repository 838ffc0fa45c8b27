import { Module } from '@nestjs/common';
import { AuditModule } from '#api/audit';
import { FactorsModule } from '#api/factors';
import { ChangesModule } from '#api/platform/changes';
import { SessionsModule } from '#api/sessions';
import { UsersModule } from '#api/users';
import { AccountExport } from './account-export.service.js';
import { AccountExportStore, AccountsImportStore } from './accounts.store.js';
import { AccountImport } from './account-import.service.js';
import { FlaskAccounts } from './flask/flask-accounts.service.js';
import { FlaskAccountsStore } from './flask/flask-accounts.store.js';
import { FlaskBelongings } from './flask/flask-belongings.service.js';
import { FlaskGrants } from './flask/flask-grants.service.js';
import { FlaskGrantsStore } from './flask/flask-grants.store.js';
import { FlaskImport } from './flask/flask-import.service.js';

const files = [AccountImport, AccountsImportStore, AccountExport, AccountExportStore];
const flask = [
  FlaskImport,
  FlaskGrants,
  FlaskGrantsStore,
  FlaskAccounts,
  FlaskAccountsStore,
  FlaskBelongings,
];

/** Imports accounts from files and the data of the original service, and exports accounts; for the operator's commands. */
@Module({
  imports: [AuditModule, ChangesModule, FactorsModule, SessionsModule, UsersModule],
  providers: [...files, ...flask],
  exports: [AccountImport, AccountExport, FlaskImport],
})
export class ImportingModule {}
