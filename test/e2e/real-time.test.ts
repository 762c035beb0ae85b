import { describeClothing } from './suites/clothing-suite.ts';
import { describeRealTime } from './suites/real-time-suite.ts';
import { describeV2 } from './suites/v2-suite.ts';
import { useProduct } from './support/use-product.ts';

const getProduct = useProduct();

describeRealTime(getProduct);
describeClothing(getProduct);
describeV2(getProduct);
