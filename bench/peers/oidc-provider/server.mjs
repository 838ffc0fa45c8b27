import { provider } from './provider.mjs';

provider.listen(Number(process.env.PORT), '127.0.0.1');
