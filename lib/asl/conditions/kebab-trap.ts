import { among } from '../../saga';
import type { AstNode } from '../jsonata/syntax';
import type { Ground } from './findings';

/** `$results.check-credit.score` is `$results.check` less `credit.score`. */
export const kebabTrap = (lhs: AstNode, rhs: AstNode, ground: Ground): string | undefined => {
  const [first, ...rest] = rhs.steps ?? [];
  if (lhs.type !== 'path' || rhs.type !== 'path' || first?.type !== 'name') return undefined;
  const left = (lhs.steps ?? []).map(({ value }) => String(value));
  const meant = `${left[left.length - 1]}-${String(first.value)}`;
  const inResults = left[0] === 'results' && left.length === 2;
  const known = inResults ? [...ground.results.keys(), ...ground.later] : [];
  const written = [`$${left.join('.')}-${String(first.value)}`, ...rest.map(({ value }) => value)].join('.');
  const right = [`$${left.slice(0, -1).join('.')}.\`${meant}\``, ...rest.map(({ value }) => value)].join('.');
  const hint = inResults && !known.includes(meant) ? among(meant, known) : '';
  return `'${written}' is a subtraction: write ${right}${hint.startsWith(': did') ? ` (${hint.slice(2)})` : ''}`;
};
