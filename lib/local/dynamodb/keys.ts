import type { KeyRange } from './dynalite';

/** Where dynalite keeps what (its `getSubDb`), and beside it what it does not know. Table names never contain `~`. */
export const tablePrefix = 'table~';
export const itemPrefix = (table: string): string => `item-${table}~`;
export const indexPrefix = (type: string, table: string, index: string): string =>
  `index-${type.toLowerCase()}~${table}~${index}~`;
export const tagPrefix = (table: string): string => `tag-${table}~`;
/** Time to live and continuous backups of a table. */
export const settingsPrefix = 'settings~';
/** Client request tokens of transactions. */
export const tokenPrefix = 'token~';

/** All keys that begin with `prefix`. */
export const range = (prefix: string): KeyRange => ({ gte: prefix, lt: `${prefix}\uffff` });
