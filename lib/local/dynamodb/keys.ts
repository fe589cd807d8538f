import type { KeyRange } from './dynalite';

/** Where dynalite keeps what (its `getSubDb`), and beside it what it does not know. Table names never contain `~`. */
export const tablePrefix = 'table~';
export const itemPrefix = (table: string): string => `item-${table}~`;
/** The table whose item has the key; undefined for what is no item. */
export const tableOfItem = (key: string): string | undefined =>
  key.startsWith('item-') ? key.slice('item-'.length, key.indexOf('~')) : undefined;
export const indexPrefix = (type: string, table: string, index: string): string =>
  `index-${type.toLowerCase()}~${table}~${index}~`;
export const tagPrefix = (table: string): string => `tag-${table}~`;
/** Time to live and continuous backups of a table. */
export const settingsPrefix = 'settings~';
/** Records of a table's stream, by their sequence numbers. */
export const streamPrefix = (table: string): string => `stream-${table}~`;
/** How far each reader of a table's stream has come. */
export const cursorPrefix = (table: string): string => `cursor-${table}~`;
/** Client request tokens of transactions. */
export const tokenPrefix = 'token~';

/** All keys that begin with `prefix`. */
export const range = (prefix: string): KeyRange => ({ gte: prefix, lt: `${prefix}\uffff` });
