import { z } from 'zod';
import { named } from './json-schema.ts';

export const anyDocument = named('Document', z.record(z.string(), z.unknown()));
