import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { candidates, choose } from './generate';

// Run after a change of the generator, of the features, or of what a definition may be: the sagas of the proofs are data.
writeFileSync(join(__dirname, 'shapes.json'), `${JSON.stringify(choose(candidates()), null, 2)}\n`);
