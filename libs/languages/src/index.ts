export { formatList, formatMoment, formatNumber, formatWait } from './formats.js';
export {
  directionOf,
  isLanguage,
  knownLanguage,
  LANGUAGE_NAMES,
  LANGUAGES,
  type Language,
} from './language.js';
export { findLanguage, languageOfHeader, languageOfList } from './lookup.js';
export { defineTexts, type PluralText, type Say, type Texts, type Translation } from './texts.js';
