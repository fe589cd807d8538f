import type { Section } from '../feature';
import { LANGUAGE } from './language';
import { SERVICES } from './services';

export const SECTIONS: readonly Section[] = [...LANGUAGE, ...SERVICES];
