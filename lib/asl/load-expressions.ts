import jsonata from 'jsonata';
import { type Fields, refuse } from './definition-error';

/** Parts of a state that are chains of their own; their states are checked by themselves. */
const CHAINS: ReadonlySet<string> = new Set(['Branches', 'ItemProcessor', 'Iterator']);

/** Parses every `{% … %}` of a state. */
export const checkExpressions = (place: string, state: Fields): void => {
  const visit = (value: unknown, location: string): void => {
    if (typeof value === 'string') {
      if (value.startsWith('{%')) checkExpression(place, value, location);
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, `${location}[${index}]`);
    } else if (value !== null && typeof value === 'object') {
      for (const [key, member] of Object.entries(value)) visit(member, `${location}/${key}`);
    }
  };
  for (const [field, value] of Object.entries(state)) if (!CHAINS.has(field)) visit(value, field);
};

const checkExpression = (place: string, text: string, location: string): void => {
  if (!text.endsWith('%}')) refuse(place, `${location} opens with {% and does not close`, 'end it with %}');
  try {
    jsonata(text.slice(2, -2).trim());
  } catch (error) {
    const { message } = error as { message: string };
    refuse(place, `${location} is not JSONata (${message})`, 'correct the expression');
  }
};
