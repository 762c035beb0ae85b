import { type CostLine, type CostOption, toCostOption } from './cost-option.ts';
import type { BatchUse, Decision } from './decide.ts';
import { priceOf } from './prices.ts';
import { countPeakCores, countRunCores, needGb } from './sizing.ts';
import { toCount, toDuration, toNumber } from './to-words.ts';
import { daysPerMonth, hoursPerMonth, type Workload } from './workload.ts';

/** From nothing to a node that scores: https://github.com/Azure/azureml-examples/issues/3515 tells 12 to 18 minutes. */
const clusterStartSeconds = 12 * 60;
/** After which a cluster gives its nodes back, where nothing else is set. */
const clusterIdleSeconds = 120;
const nodeVcpu = 2;
const maxClusterNodes = 16;
const nodeGb = 8;
/** Cores for the tables that one has without asking for a larger quota; an assumption. */
const maxRunCores = 100;
/** So that an upgrade or a failure of a node stops nothing. */
const minAksNodes = 2;

/** The same workload on what one would run instead. */
export function priceAlternatives(workload: Workload, decision: Decision): readonly CostOption[] {
  const cores = Math.max(1, Math.ceil(countCores(workload, decision)));
  return [
    priceContainers(cores, { workload, decision }),
    priceKubernetes(cores, { workload, decision }),
    priceCluster(workload, decision),
  ];
}

/** Containers answer and score the tables, too: they need cores for the more demanding of both. */
function countCores(workload: Workload, { realTime, batch }: Decision): number {
  const peak = realTime === undefined ? 0 : countPeakCores(realTime, workload);
  return Math.max(peak, ...batch.map((use) => countRunCores(use, workload.msPerRecord)));
}

/** Why containers do not score the tables in time, where they would take too many. */
function findTooMany({ msPerRecord }: Workload, { batch }: Decision): string | undefined {
  const cores = Math.ceil(Math.max(0, ...batch.map((use) => countRunCores(use, msPerRecord))));
  return cores > maxRunCores
    ? `the tables take ${toCount(cores, 'core')} at once, reckoned with are ${maxRunCores} at most`
    : undefined;
}

interface Demand {
  readonly workload: Workload;
  readonly decision: Decision;
}

function priceContainers(cores: number, { workload, decision }: Demand): CostOption {
  const gb = Math.max(2, Math.ceil(needGb(workload)));
  const vcpuHour = priceOf('containerVcpuHour');
  const gbHour = priceOf('containerGbHour');
  return toCostOption({
    name: 'Containers always on, Container Instances',
    startUp: 'none; no scaling of its own',
    missing: 'one container a core: no scaling, no standby, no TLS or keys, and the jobs are yours to build',
    unfit:
      gb > 16 ? `the model needs ${gb} GB, a container has 16 GB at most` : findTooMany(workload, decision),
    lines: [
      {
        what: 'containers',
        usd: hoursPerMonth * cores * (vcpuHour + gb * gbHour),
        formula: `${hoursPerMonth} h x ${toCount(cores, 'container')} x (1 vCPU x ${vcpuHour} + ${gb} GB x ${gbHour})`,
      },
      registryLine(),
    ],
  });
}

function priceKubernetes(cores: number, { workload, decision }: Demand): CostOption {
  const perNode = Math.min(nodeVcpu, Math.floor(nodeGb / needGb(workload)));
  const nodes = Math.max(minAksNodes, Math.ceil(cores / Math.max(1, perNode)));
  const node = priceOf('vmD2sHour');
  const rest = { cluster: priceOf('aksStandardHour'), balancer: priceOf('loadBalancerHour') };
  return toCostOption({
    name: 'Containers always on, Kubernetes Service',
    startUp: 'none; minutes for one more node',
    missing: 'a cluster to run and upgrade, and the jobs are yours to build',
    unfit:
      perNode === 0
        ? `the model needs more than the ${nodeGb} GB of a node`
        : findTooMany(workload, decision),
    lines: [
      {
        what: 'nodes',
        usd: hoursPerMonth * nodes * node,
        formula: `${hoursPerMonth} h x ${toCount(nodes, 'node')} x ${node}`,
      },
      {
        what: 'cluster and load balancer',
        usd: hoursPerMonth * (rest.cluster + rest.balancer),
        formula: `${hoursPerMonth} h x (${rest.cluster} + ${rest.balancer})`,
      },
      registryLine(),
    ],
  });
}

function priceCluster({ msPerRecord }: Workload, { realTime, batch }: Decision): CostOption {
  const balancer = priceOf('machineLearningBalancerDay');
  const late = batch.find(
    (use) => use.withinSeconds < clusterStartSeconds + scoreOnCluster(use, msPerRecord),
  );
  return toCostOption({
    name: 'Azure ML batch endpoint, cluster scaled to zero',
    startUp: '12 to 18 min for a node',
    missing: 'each run waits 12 to 18 min for its nodes',
    unfit:
      realTime === undefined
        ? late && `needed within ${toDuration(late.withinSeconds)}`
        : `it scores jobs only: ${toDuration(realTime.withinSeconds)} are asked for`,
    lines: [
      ...batch.map((use) => toClusterLine(use, msPerRecord)),
      {
        what: 'load balancer',
        usd: daysPerMonth * balancer,
        formula: `${toNumber(daysPerMonth)} days x ${balancer}`,
      },
      registryLine(),
    ],
  });
}

/** On as many nodes as a cluster may have. */
function scoreOnCluster({ records }: BatchUse, msPerRecord: number): number {
  return (records * msPerRecord) / 1000 / (maxClusterNodes * nodeVcpu);
}

function toClusterLine(use: BatchUse, msPerRecord: number): CostLine {
  const cores = countRunCores(use, msPerRecord);
  const nodes = Math.min(maxClusterNodes, Math.max(1, Math.ceil(cores / nodeVcpu)));
  const scores = (use.records * msPerRecord) / 1000 / (nodes * nodeVcpu);
  const price = priceOf('vmD2sHour');
  return {
    what: 'nodes',
    usd: (use.runsPerMonth * nodes * (clusterStartSeconds + scores + clusterIdleSeconds) * price) / 3600,
    formula: `${toCount(use.runsPerMonth, 'run')} x ${toCount(nodes, 'node')} x (${clusterStartSeconds} s to start + ${toNumber(scores)} s + ${clusterIdleSeconds} s idle) / 3,600 x ${price}`,
  };
}

function registryLine(): CostLine {
  const day = priceOf('registryBasicDay');
  return { what: 'registry', usd: daysPerMonth * day, formula: `${toNumber(daysPerMonth)} days x ${day}` };
}
