import { isFields } from '../../fields';
import { schemaProblem } from '../diagnostic';
import { payloadTemplate, referencePath } from './path-rules';
import { object, oneOf, orExpression, text, wholeNumber } from './rules';
import { expected, type FieldShape, listOf, objectOf, type Rule, type Shape } from './shape';

/** Source: developer guide, "ItemReader", "ItemBatcher", "ResultWriter" of a Map. */
const positive: Rule = orExpression(wholeNumber({ least: 1 }));

const parameters: Readonly<Record<string, FieldShape>> = {
  Parameters: { rule: payloadTemplate, only: 'JSONPath' },
  Arguments: { rule: orExpression(object), only: 'JSONata' },
};

const resourceOf =
  (...actions: readonly string[]): Rule =>
  (value, place) => {
    const wrong = text(value, place);
    if (wrong.length > 0) return wrong;
    const pattern = new RegExp(`^arn:[\\w-]+:states:::(${actions.join('|')})$`);
    if (pattern.test(value as string)) return [];
    const examples = actions.map((action) => `arn:<partition>:states:::${action}`).join(', ');
    const message = `The field 'Resource' does not match any of the allowed values. Examples: [${examples}]`;
    return [schemaProblem(place.location, message, 'use one of them')];
  };

const READER_CONFIG: Shape = {
  fields: {
    InputType: { rule: oneOf('MANIFEST', 'JSON', 'CSV', 'JSONL', 'PARQUET') },
    Transformation: { rule: oneOf('NONE', 'LOAD_AND_FLATTEN') },
    ManifestType: { rule: oneOf('ATHENA_DATA', 'S3_INVENTORY') },
    CSVDelimiter: { rule: oneOf('COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB') },
    CSVHeaderLocation: { rule: oneOf('FIRST_ROW', 'GIVEN') },
    CSVHeaders: { rule: listOf(text) },
    ItemsPointer: { rule: text },
    MaxItems: { rule: orExpression(wholeNumber({ least: 0, most: 100_000_000 })) },
    MaxItemsPath: { rule: referencePath, only: 'JSONPath' },
    // An older way to say what ItemReader itself says.
    Parameters: { rule: payloadTemplate, only: 'JSONPath' },
  },
};

const ITEM_READER: Shape = {
  required: ['Resource'],
  fields: {
    // AWS reads from S3; the scan of a table is the embedded stack's own.
    Resource: { rule: resourceOf('s3:getObject', 's3:listObjectsV2', 'aws-sdk:dynamodb:scan') },
    ReaderConfig: { rule: objectOf(READER_CONFIG) },
    ...parameters,
  },
};

const ITEM_BATCHER: Shape = {
  fields: {
    BatchInput: {
      rule: (value, place) => (place.language === 'JSONPath' ? payloadTemplate(value, place) : []),
    },
    MaxItemsPerBatch: { rule: positive },
    MaxItemsPerBatchPath: { rule: referencePath, only: 'JSONPath' },
    MaxInputBytesPerBatch: { rule: orExpression(wholeNumber({ least: 1, most: 262_144 })) },
    MaxInputBytesPerBatchPath: { rule: referencePath, only: 'JSONPath' },
  },
};

const WRITER_CONFIG: Shape = {
  required: ['Transformation', 'OutputType'],
  fields: {
    Transformation: { rule: oneOf('NONE', 'COMPACT', 'FLATTEN') },
    OutputType: { rule: oneOf('JSON', 'JSONL') },
  },
};

const RESULT_WRITER: Shape = {
  fields: {
    Resource: { rule: resourceOf('s3:putObject') },
    WriterConfig: { rule: objectOf(WRITER_CONFIG) },
    ...parameters,
  },
};

/** WriterConfig alone, a Resource with its parameters, or all of them. */
const resultWriter: Rule = (value, place) => {
  const wrong = objectOf(RESULT_WRITER)(value, place);
  if (wrong.length > 0 || !isFields(value)) return wrong;
  const given = place.language === 'JSONata' ? 'Arguments' : 'Parameters';
  const hasResource = value.Resource !== undefined;
  if (hasResource === (value[given] !== undefined) && (hasResource || value.WriterConfig !== undefined))
    return [];
  const message = `The field 'ResultWriter' must specify WriterConfig, or Resource with ${given}`;
  return [schemaProblem(place.location, message, 'add what is missing')];
};

export const PROCESSOR_CONFIG: Shape = {
  fields: {
    Mode: { rule: oneOf('INLINE', 'DISTRIBUTED') },
    ExecutionType: { rule: oneOf('STANDARD', 'EXPRESS') },
  },
};

/** Source: developer guide, "Map state in Distributed mode": with DISTRIBUTED the type of its children is needed. */
export const processorConfig: Rule = (value, place) => {
  const wrong = objectOf(PROCESSOR_CONFIG)(value, place);
  if (wrong.length > 0 || !isFields(value)) return wrong;
  if (value.Mode !== 'DISTRIBUTED' || value.ExecutionType !== undefined) return [];
  return [
    schemaProblem(place.location, 'These fields are required: [ExecutionType]', 'use STANDARD or EXPRESS'),
  ];
};

/** What a Map has beside its chain and what it shares with other states. */
export const DISTRIBUTED_FIELDS: Readonly<Record<string, FieldShape>> = {
  ItemReader: { rule: objectOf(ITEM_READER) },
  ItemBatcher: { rule: objectOf(ITEM_BATCHER) },
  ResultWriter: { rule: resultWriter },
  Label: { rule: text },
};

/** A list, an object of which each member is an item, or an expression that yields one. */
export const items: Rule = (value, place) => {
  if (Array.isArray(value) || typeof value === 'string') {
    return typeof value === 'string' ? orExpression(notText)(value, place) : [];
  }
  return object(value, place);
};

const notText: Rule = (_value, { location }) => [
  expected('ARRAY', location, 'give a list, or an expression'),
];
