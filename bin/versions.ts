import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { published, withCurrentVersions, writeHistory } from '../lib/stacks';

// `npm run versions` records the definitions and state machines of new versions; `-- --again` those of versions never
// deployed.
const again = process.argv.includes('--again');
const record = withCurrentVersions(published, { again });
writeFileSync(join(__dirname, '../lib/stacks/published.json'), `${JSON.stringify(record, null, 2)}\n`);
writeHistory({ again });
