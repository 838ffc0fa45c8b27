import { serve } from '../serve.js';
import { AppModule } from './app.module.js';

await serve(AppModule);
