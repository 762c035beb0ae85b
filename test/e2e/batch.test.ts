import { describeBatch } from './suites/batch-suite.ts';
import { useProduct } from './support/use-product.ts';

describeBatch(useProduct());
