import { describeRealTime } from './suites/real-time-suite.ts';
import { useProduct } from './support/use-product.ts';

describeRealTime(useProduct());
