import { compile, placeholderTargets } from '../../lib/asl';
import {
  estimate,
  estimateJson,
  exceeds,
  PRICE_LIST,
  parseOffer,
  pricedRegions,
  type Question,
  readMachine,
  readTemplate,
  refreshPrices,
  renderReport,
} from '../../lib/cost';
import { orderSaga } from '../../lib/sagas';

const order = readMachine(compile(orderSaga, placeholderTargets));

const steps = (n: number) => {
  const names = Array.from({ length: n }, (_, at) => `Step${at + 1}`);
  const States = Object.fromEntries(
    names.map((name, at) => [
      name,
      {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        ...(at + 1 < n ? { Next: names[at + 1] } : { End: true }),
      },
    ]),
  );
  return readMachine({ StartAt: 'Step1', States });
};

const ask = (question: Partial<Question> = {}) =>
  estimate({ name: 'order', machine: order, region: 'us-east-1', ...question });

describe('state transitions, worked by hand', () => {
  // 5 × 10,000
  it('5 steps, 10,000 executions, no start overhead: 50,000', () => {
    const { transitions } = ask({ machine: steps(5), workload: { startOverhead: 0 } });
    expect(transitions).toMatchObject({
      happyPath: 5,
      expected: 5,
      total: 50_000,
      free: 4_000,
      billable: 46_000,
    });
  });

  // (7 + 1) × 10,000 - 4,000 = 76,000; × 0.000025 = 1.90
  it('the order saga in us-east-1: 76,000 billable, $1.90', () => {
    const { transitions, bill } = ask();
    expect(transitions).toEqual({
      happyPath: 7,
      expected: 7,
      startOverhead: 1,
      total: 80_000,
      free: 4_000,
      billable: 76_000,
    });
    expect(bill.usd.stateTransitions).toBeCloseTo(1.9, 10);
  });

  // 76,000 × 0.0000375
  it('the order saga in São Paulo: $2.85', () => {
    expect(ask({ region: 'sa-east-1' }).bill.usd.stateTransitions).toBeCloseTo(2.85, 10);
  });

  // (7 + 0) × 1,000,000 - 4,000 = 6,996,000; × 0.0000285 = 199.386
  it('a million order sagas in Mumbai without start overhead: $199.386', () => {
    const question = { region: 'ap-south-1', workload: { executionsPerMonth: 1_000_000, startOverhead: 0 } };
    expect(ask(question).bill.usd.stateTransitions).toBeCloseTo(199.386, 8);
  });

  // 5 of 100 sagas are declined at the second step: 2 + 2 + 1 = 5 transitions. 0.95 × 7 + 0.05 × 5 = 6.9
  // (6.9 + 1) × 10,000 - 4,000 = 75,000; × 0.000025 = 1.875
  it('5 % declined payments: $1.875', () => {
    const { transitions, bill } = ask({ odds: { failure: { 'process-payment': 0.05 } } });
    expect(transitions.expected).toBeCloseTo(6.9, 12);
    expect(bill.usd.stateTransitions).toBeCloseTo(1.875, 10);
  });

  // 500 × 8 = 4,000: all free.
  it('500 sagas are free of charge', () => {
    const { transitions, bill } = ask({ workload: { executionsPerMonth: 500 } });
    expect(transitions).toMatchObject({ total: 4_000, free: 4_000, billable: 0 });
    expect(bill.usd.stateTransitions).toBe(0);
  });

  it('no executions cost nothing', () => {
    const { bill, usdPerThousand } = ask({ workload: { executionsPerMonth: 0, polledQueues: 0 } });
    expect([bill.totalUsd, usdPerThousand]).toEqual([0, 0]);
  });
});

describe('the other services, worked by hand', () => {
  const machine = steps(2);
  const workload = {
    executionsPerMonth: 1_000_000,
    startOverhead: 0,
    memoryMb: 512,
    durationMs: 100,
    functionLogBytes: 1_000,
    transitionLogBytes: 500,
    tracesPerExecution: 0.5,
    profiles: {
      Step1: { answered: [{ service: 'lambda', operation: 'Invoke', count: 1 } as const] },
      Step2: {
        answered: [
          { service: 'lambda', operation: 'Invoke', count: 1 } as const,
          { service: 'dynamodb', operation: 'TransactWriteItems', count: 1, writeUnits: 4 } as const,
          { service: 'dynamodb', operation: 'GetItem', count: 2, readUnits: 1 } as const,
          { service: 'sqs', operation: 'SendMessage', count: 3 } as const,
        ],
      },
    },
  };

  it('are each their quantity by their price', () => {
    const { bill } = ask({ machine, workload });
    // 2,000,000 requests × 0.0000002 = 0.40; 2,000,000 × 0.5 GB × 0.1 s = 100,000 GB-s × 0.0000133334 = 1.33334
    expect(bill.usd.lambda).toBeCloseTo(1.73334, 10);
    // 4,000,000 × 0.000000625 = 2.5; 2,000,000 × 0.000000125 = 0.25
    expect(bill.usd.dynamodb).toBeCloseTo(2.75, 10);
    // 3,000,000 × 0.0000004
    expect(bill.usd.sqs).toBeCloseTo(1.2, 10);
    // 2,000,000 × 500 bytes + 2,000,000 × 1,000 bytes = 3 GB × 0.5
    expect(bill.usd.logs).toBeCloseTo(1.5, 10);
    // 500,000 × 0.000005
    expect(bill.usd.xray).toBeCloseTo(2.5, 10);
    // 1,996,000 × 0.000025 = 49.9
    expect(bill.totalUsd).toBeCloseTo(49.9 + 1.73334 + 2.75 + 1.2 + 1.5 + 2.5, 9);
  });

  // 100,000 GB-s × 0.0000166667
  it('functions on x86 cost more', () => {
    const { bill, levers } = ask({ machine, workload: { ...workload, architecture: 'x86' } });
    expect(bill.usd.lambda).toBeCloseTo(0.4 + 1.66667, 10);
    expect(levers.map(({ what }) => what)).not.toContain('functions on x86, against arm64');
  });

  it('a service without a price is null, named, and not in the total', () => {
    const { bill, notes } = ask({ machine, workload, region: 'eu-west-1' });
    expect(bill.usd).toMatchObject({ lambda: null, dynamodb: null, sqs: null, logs: null });
    // Transitions 49.9 and traces 2.5 are known in eu-west-1.
    expect(bill.totalUsd).toBeCloseTo(52.4, 9);
    expect(notes[0]).toBe('No price is known here for lambda, dynamodb, sqs, logs: left out of the total.');
  });

  // 5 pollers, a long poll of 20 s each: 3 a minute. 5 × 3 × 60 × 24 × 30 = 648,000; × 0.0000004
  it('an empty queue is polled too', () => {
    const { bill } = ask({ machine, workload: { ...workload, polledQueues: 1 } });
    expect(bill.usd.sqs).toBeCloseTo(1.2 + 0.2592, 10);
  });

  it('a queue whose consumer answers is counted from the definition', () => {
    const callback = (QueueUrl: string) => ({
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Arguments: { QueueUrl },
    });
    const asl = {
      StartAt: 'A',
      States: {
        A: { ...callback('${one}'), Next: 'B' },
        B: { ...callback('${one}'), Next: 'C' },
        C: { ...callback('${two}'), End: true },
      },
    };
    // 2 × 648,000 empty polls; no executions
    const { bill } = ask({ machine: readMachine(asl), workload: { executionsPerMonth: 0 } });
    expect(bill.usd.sqs).toBeCloseTo(0.5184, 10);
  });

  // Express, first GB-second tier up to 3,600,000: 4,000,000 GB-s cost 3.6e6 × 0.00001667 + 0.4e6 × 0.00000833.
  it('tiers are charged part by part', () => {
    const wide = {
      ...workload,
      express: { transitionMs: 0, memoryMb: 1024 },
      durationMs: 2_000,
      profiles: {},
    };
    const [standard, express] = ask({ machine, workload: wide }).alternatives;
    const rest = (standard?.monthlyUsd ?? 0) - 49.9;
    expect((express?.monthlyUsd ?? 0) - rest).toBeCloseTo(1 + 60.012 + 3.332, 8);
  });
});

describe('regions', () => {
  it.each(pricedRegions(PRICE_LIST))('%s has a transition price with its source', (region) => {
    const { transitionPrice, bill } = ask({ region });
    expect(bill.usd.stateTransitions).toBeGreaterThan(0);
    expect(transitionPrice.source.what).not.toBe('');
    expect(transitionPrice.source.date).not.toBe('');
  });

  it.each([
    'il-central-1',
    'cn-north-1',
    'us-esat-1',
  ])('%s is refused, with those that are known', (region) => {
    expect(() => ask({ region })).toThrow(/--assume-price.*us-east-1/);
  });

  // 76,000 × 0.00003
  it('is taken with an assumed price, and marked', () => {
    const { bill, notes } = ask({ region: 'il-central-1', assumedTransitionUsd: 0.000_03 });
    expect(bill.usd.stateTransitions).toBeCloseTo(2.28, 10);
    expect(notes.join(' ')).toContain('given with --assume-price');
  });
});

describe('alternatives', () => {
  const byKind = (question: Partial<Question>) =>
    Object.fromEntries(ask(question).alternatives.map((alternative) => [alternative.kind, alternative]));

  it('at the break-even volume Standard and Express cost the same', () => {
    const machine = steps(6);
    const { express } = byKind({ machine });
    const executionsPerMonth = express?.breakEven ?? 0;
    const at = byKind({ machine, workload: { executionsPerMonth } });
    expect(executionsPerMonth).toBeGreaterThan(4_000 / 7);
    expect(at.express?.monthlyUsd).toBeCloseTo(at.standard?.monthlyUsd ?? 0, 12);
    const less = byKind({ machine, workload: { executionsPerMonth: executionsPerMonth / 2 } });
    expect(less.express?.monthlyUsd).toBeGreaterThan(less.standard?.monthlyUsd ?? 0);
  });

  it('at the break-even volume Standard and durable functions cost the same', () => {
    const machine = steps(6);
    const executionsPerMonth = byKind({ machine }).durable?.breakEven ?? 0;
    const at = byKind({ machine, workload: { executionsPerMonth } });
    expect(at.durable?.monthlyUsd).toBeCloseTo(at.standard?.monthlyUsd ?? 0, 12);
  });

  it('say what is given up; callbacks only where there are some', () => {
    const callback = {
      StartAt: 'Ship',
      States: {
        Ship: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', End: true },
      },
    };
    expect(byKind({ machine: readMachine(callback) }).express?.givesUp.join()).toContain('Ship');
    expect(byKind({ machine: steps(2) }).express?.givesUp.join()).not.toContain('callbacks');
    expect(byKind({}).standard?.givesUp).toEqual([]);
  });

  it('have no figure where there is no price', () => {
    expect(byKind({ region: 'eu-west-1' }).durable).toMatchObject({ monthlyUsd: null, breakEven: null });
  });
});

describe('levers, scaling, ceilings', () => {
  const optional = readMachine({
    StartAt: 'Book',
    States: {
      Book: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Next: 'WhenRentCar',
        Retry: [{ ErrorEquals: ['States.ALL'] }],
      },
      WhenRentCar: { Type: 'Choice', Choices: [{ Next: 'RentCar' }], Default: 'End' },
      RentCar: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Next: 'End' },
      End: { Type: 'Succeed' },
    },
  });

  it('the Choice before rent-car costs $25 per million', () => {
    const { levers } = ask({ machine: optional });
    expect(levers).toHaveLength(3);
    expect(levers).toContainEqual({ what: 'the Choice before rent-car', usdPerMillion: 25 });
  });

  // 0.8 + 0.64 + 0.512 = 1.952 retries a saga: × 25
  it('retries are a lever', () => {
    const { levers } = ask({ machine: optional, odds: { retry: { book: 0.8 } } });
    expect(levers[0]?.what).toBe('the retries of book');
    expect(levers[0]?.usdPerMillion).toBeCloseTo(48.8, 9);
  });

  it('the scaling line goes from 10,000 to 100 million', () => {
    const { scaling } = ask();
    expect(scaling.map(({ executions }) => executions)).toEqual([1e4, 1e5, 1e6, 1e7, 1e8]);
    expect(scaling[0]?.monthlyUsd).toBeCloseTo(ask().bill.totalUsd, 12);
    expect(scaling[4]?.monthlyUsd).toBeGreaterThan((scaling[3]?.monthlyUsd ?? 0) * 9.99);
  });

  // us-east-1: 5,000 / 7 = 714 > 300 starts. All fail at the pivot: 5 + 5 + 1 = 11: 5,000 / 11 = 454 > 300.
  // eu-central-1: 800 / 7 = 114.3 < 150; 800 / 11 = 72.7
  it('the quotas let so many sagas through', () => {
    expect(ask().ceilings).toEqual({ sagasPerSecond: 300, whenAllFail: 300 });
    const { sagasPerSecond, whenAllFail } = ask({ region: 'eu-central-1' }).ceilings;
    expect(sagasPerSecond).toBeCloseTo(800 / 7, 10);
    expect(whenAllFail).toBeCloseTo(800 / 11, 10);
  });
});

describe('paths of the order saga', () => {
  it('happy, and each step refused', () => {
    const { paths } = ask();
    // Up to the pivot k + k + 1; a retriable one is parked, and those behind it with it: 6 + 2 + 1, and 7 + 1 + 1.
    expect(paths.slice(0, 8).map(({ name, transitions }) => [name, transitions])).toEqual([
      ['happy path', 7],
      ['place-order fails → compensated', 3],
      ['process-payment fails → compensated', 5],
      ['remove-product-from-stock fails → compensated', 7],
      ['generate-invoice fails → compensated', 9],
      ['ship-order fails → compensated', 11],
      ['confirm-order fails → completion failed', 9],
      ['notify-customer fails → completion failed', 9],
    ]);
  });

  // Without traces and logs only the transitions and the invocation are left: (5 + 1) × 0.025
  it('cost what their transitions and calls cost', () => {
    const workload = { durationMs: 0, functionLogBytes: 0, transitionLogBytes: 0, tracesPerExecution: 0 };
    const { paths } = ask({ workload });
    const declined = paths.find(({ name }) => name.startsWith('process-payment'));
    // Four functions: place-order, process-payment, refund-payment, cancel-order.
    expect(declined?.usdPerThousand).toBeCloseTo(6 * 0.025 + 4 * 0.0002, 10);
  });
});

describe('what is given out', () => {
  it('JSON as it is promised', () => {
    const json = estimateJson(ask());
    expect(Object.keys(json)).toEqual([
      'saga',
      'region',
      'executions',
      'transitions',
      'monthlyUsd',
      'paths',
      'alternatives',
      'levers',
      'ceilings',
      'warnings',
    ]);
    expect(Object.keys(json.monthlyUsd)).toEqual([
      'stateTransitions',
      'lambda',
      'dynamodb',
      'sqs',
      'logs',
      'xray',
      'cloudwatch',
      'total',
    ]);
    expect(Object.keys(json.paths[0] ?? {})).toEqual([
      'name',
      'probability',
      'transitions',
      'usdPerThousand',
    ]);
    expect(Object.keys(json.alternatives[0] ?? {})).toEqual(['kind', 'monthlyUsd', 'givesUp']);
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });

  it('a report with every part', () => {
    const text = renderReport(ask());
    for (const part of [
      '76,000',
      '1.90',
      'happy path',
      'Express',
      'durable',
      'Largest levers',
      '100M',
      'Default quotas',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('tables fit into 80 characters, and each price says where it comes from', () => {
    const lines = renderReport(ask()).split('\n');
    const tables = lines.filter((line) => /^[│┌└]/.test(line));
    expect(tables.length).toBeGreaterThan(30);
    expect(tables.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.filter((line) => /^\[\d\] .+/.test(line)).length).toBeGreaterThan(0);
    for (const line of tables.filter((one) => /^│ (Lambda|SQS|DynamoDB): /.test(one))) {
      expect(line).toMatch(/\[\d\] +│$/);
    }
  });

  it('a budget is kept or not, with the reason', () => {
    expect(exceeds(ask(), { perThousand: 0.3 })).toBeUndefined();
    expect(exceeds(ask(), { perThousand: 0.1 })).toContain('over its budget of $0.1');
    expect(exceeds(ask(), { monthly: 1.5 })).toContain('over the budget of $1.5');
  });

  it('bad figures are refused', () => {
    expect(() => ask({ workload: { executionsPerMonth: -1 } })).toThrow('-1 is not a number from 0');
    expect(() => ask({ workload: { startOverhead: 3 } })).toThrow('3 is not a number from 0 to 2');
  });
});

describe('templates', () => {
  it('are searched for state machines; what deployment fills in does not matter', () => {
    const before = '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:';
    const after = ':states:::lambda:invoke","Arguments":{"FunctionName":"';
    const DefinitionString = {
      'Fn::Join': [
        '',
        [before, { Ref: 'AWS::Partition' }, after, { 'Fn::GetAtt': ['Pay', 'Arn'] }, '"},"End":true}}}'],
      ],
    };
    const template = {
      Resources: {
        Table: { Type: 'AWS::DynamoDB::Table' },
        Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString } },
      },
    };
    const [found, ...others] = readTemplate(JSON.stringify(template));
    expect(others).toEqual([]);
    expect(found?.logicalId).toBe('Machine');
    expect(found?.machine.byName.get('A')?.kind).toEqual({
      type: 'Task',
      resource: 'arn:aws:states:::lambda:invoke',
      queue: undefined,
    });
  });

  it('without one are refused', () => {
    expect(() => readTemplate('{"Resources":{}}')).toThrow('no AWS::StepFunctions::StateMachine');
    expect(() => readTemplate('<xml>')).toThrow('Malformed template: not JSON');
  });
});

describe('the public price list', () => {
  const term = (sku: string, ranges: readonly (readonly [from: string, to: string, usd: string])[]) => ({
    [`${sku}.JRTCKXETXF`]: {
      offerTermCode: 'JRTCKXETXF',
      sku,
      effectiveDate: '2026-11-01T00:00:00Z',
      priceDimensions: Object.fromEntries(
        ranges.map(([beginRange, endRange, usd], at) => [
          `${sku}.JRTCKXETXF.${at}`,
          {
            rateCode: `${sku}.JRTCKXETXF.${at}`,
            beginRange,
            endRange,
            unit: 'x',
            pricePerUnit: { USD: usd },
            appliesTo: [],
          },
        ]),
      ),
      termAttributes: {},
    },
  });
  const product = (sku: string, usagetype: string) => ({
    sku,
    productFamily: 'AWS Step Functions',
    attributes: {
      servicecode: 'AmazonStates',
      location: 'South America (Sao Paulo)',
      regionCode: 'sa-east-1',
      usagetype,
    },
  });
  const offer = JSON.stringify({
    formatVersion: 'v1.0',
    offerCode: 'AmazonStates',
    version: '20261101000000',
    publicationDate: '2026-11-01T00:00:00Z',
    products: {
      TTTT: product('TTTT', 'SAE1-StateTransition'),
      RRRR: product('RRRR', 'SAE1-StepFunctions-Request'),
      GGGG: product('GGGG', 'SAE1-StepFunctions-GB-Second'),
    },
    terms: {
      OnDemand: {
        TTTT: term('TTTT', [
          ['0', '4000', '0.0000000000'],
          ['4000', 'Inf', '0.0000400000'],
        ]),
        RRRR: term('RRRR', [['0', 'Inf', '0.0000010000']]),
        GGGG: term('GGGG', [
          ['18000000', 'Inf', '0.0000045600'],
          ['0', '3600000', '0.0000166700'],
          ['3600000', '18000000', '0.0000083300'],
        ]),
      },
    },
  });

  // 76,000 × 0.00004
  it('gives prices that go before those of the project', async () => {
    const urls: string[] = [];
    const fresh = await refreshPrices('sa-east-1', async (url) => {
      urls.push(url);
      return offer;
    });
    expect(urls).toEqual([
      'https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonStates/current/sa-east-1/index.json',
    ]);
    const { bill, transitionPrice } = ask({ region: 'sa-east-1', prices: [...fresh, ...PRICE_LIST] });
    expect(bill.usd.stateTransitions).toBeCloseTo(3.04, 10);
    expect(transitionPrice.source).toEqual({
      what: 'AWS Price List, AmazonStates, version 20261101000000',
      date: '2026-11-01',
    });
  });

  it('keeps the tiers in order', () => {
    const gbSecond = parseOffer(offer, 'sa-east-1').find(({ key }) => key === 'expressGbSecond');
    expect(gbSecond?.tiers).toEqual([
      { upTo: 3_600_000, usd: 0.000_016_67 },
      { upTo: 18_000_000, usd: 0.000_008_33 },
      { upTo: Number.POSITIVE_INFINITY, usd: 0.000_004_56 },
    ]);
  });

  it('says in one line why it cannot be had', async () => {
    const refused = async () => {
      throw new Error('getaddrinfo ENOTFOUND');
    };
    await expect(refreshPrices('us-east-1', refused)).rejects.toThrow(
      'cannot be read: getaddrinfo ENOTFOUND',
    );
    expect(() => parseOffer('<html>', 'us-east-1')).toThrow('is not JSON');
    expect(() => parseOffer('{"products":{}}', 'us-east-1')).toThrow('no price for state transitions');
  });
});
