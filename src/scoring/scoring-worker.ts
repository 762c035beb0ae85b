import { move, workerData } from 'piscina';
