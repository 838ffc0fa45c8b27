export { GuessingModule } from './guessing.module.js';
export { PasswordGuessEntity } from './password-guess.entity.js';
export { PasswordGuesses, type GuessedAccount } from './password-guesses.service.js';
