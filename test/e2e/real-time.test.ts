import { describeRealTime } from './suites/real-time-suite.ts';
import { describeV2 } from './suites/v2-suite.ts';
import { useProduct } from './support/use-product.ts';

const getProduct = useProduct();

describeRealTime(getProduct);
describeV2(getProduct);
