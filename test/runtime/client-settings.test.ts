import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { clientSettings } from '../../lib/runtime';
import { FUNCTION_TIMEOUT_SECONDS } from '../../lib/saga';

/** The SDK pauses 100 ms, 200 ms … at most between attempts. */
const pauses = (attempts: number): number =>
  Array.from({ length: attempts - 1 }, (_, index) => 100 * 2 ** index).reduce((sum, ms) => sum + ms, 0);

test('all attempts of a request, with the pauses between, are over before the shortest function is', () => {
  const { maxAttempts, requestHandler } = clientSettings();
  const longest = maxAttempts * requestHandler.requestTimeout + pauses(maxAttempts);
  expect(maxAttempts).toBeGreaterThan(1);
  expect(longest).toBeLessThan(FUNCTION_TIMEOUT_SECONDS * 1000);
  expect(requestHandler.connectionTimeout).toBeLessThan(requestHandler.requestTimeout);
});

test('a request that nobody answers is given up, as often as it says, and fails as a time-out', async () => {
  let received = 0;
  const silent = createServer(() => {
    received++;
  });
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const client = new SFNClient({
    ...clientSettings({ maxAttempts: 2, requestTimeout: 1_000 }),
    endpoint: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  try {
    await expect(client.send(new ListStateMachinesCommand({}))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(received).toBe(2);
  } finally {
    client.destroy();
    silent.closeAllConnections();
    silent.close();
  }
});
