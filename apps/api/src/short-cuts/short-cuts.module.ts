import { Module } from '@nestjs/common';
import { ValidationShortCut } from './validation.short-cut.js';

/** What is answered before the framework has it; whoever makes the server puts it to the edge. */
@Module({ providers: [ValidationShortCut] })
export class ShortCutsModule {}
