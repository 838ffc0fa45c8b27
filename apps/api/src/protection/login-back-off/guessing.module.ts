import { Module } from '@nestjs/common';
import { GuessingSurroundings } from './guessing-surroundings.js';
import { GuessingUpkeep } from './guessing-upkeep.service.js';
import { LateTakeBacks } from './late-take-backs.service.js';
import { PasswordGuesses } from './password-guesses.service.js';
import { PasswordGuessesStore } from './password-guesses.store.js';

/** What stands between a guesser and the passwords of an account. */
@Module({
  providers: [
    GuessingSurroundings,
    GuessingUpkeep,
    LateTakeBacks,
    PasswordGuesses,
    PasswordGuessesStore,
  ],
  exports: [PasswordGuesses],
})
export class GuessingModule {}
