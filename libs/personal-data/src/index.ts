export { PersonalDataModule } from './personal-data.module.js';
export { PersonalData, type DataSubject, type PersonalDataSection } from './personal-data.js';
