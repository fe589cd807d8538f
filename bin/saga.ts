#!/usr/bin/env -S node --import tsx
import { join } from 'node:path';
import { processHost, runCli } from '../lib/cli';

const run = async (): Promise<void> => {
  process.exitCode = await runCli(process.argv.slice(2), processHost(join(__dirname, '..')));
};

void run();
