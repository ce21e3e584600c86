import type { ConditionNode, PlanNode } from '@apollo/query-planner';
import { gatewayError } from '../gateway-errors.ts';
import type { Step } from './execution-state.ts';
import { compileFetch } from './fetch-step.ts';
import type { PlanContext } from './plan-context.ts';
import { placeOf, type PlanPath, planPath } from './plan-path.ts';
import { collectTargets } from './targets.ts';

export function compileStep(node: PlanNode, path: PlanPath, context: PlanContext): Step {
  switch (node.kind) {
    case 'Fetch':
      return compileFetch(node, path, context);
    case 'Sequence':
      return sequence(node.nodes.map((child) => compileStep(child, path, context)));
    case 'Parallel':
      return parallel(node.nodes.map((child) => compileStep(child, path, context)));
    case 'Flatten': {
      const below = planPath(node.path);
      const step = compileStep(node.node, [...path, ...below], context);
      const places = below.map((_element, index) => placeOf([...path, ...below.slice(0, index)]));
      return (state, targets) => {
        const { sharedPlaces } = state;
        const found = collectTargets(targets, below, (index) => sharedPlaces.size > 0 && sharedPlaces.has(places[index]!));
        return found.length === 0 ? undefined : step(state, found);
      };
    }
    case 'Condition':
      return condition(node, path, context);
    case 'Defer':
      throw gatewayError('OPERATION_NOT_PLANNABLE', '@defer is not supported by this gateway. Leave the directive out.');
  }
}

function sequence(steps: readonly Step[]): Step {
  return async (state, targets) => {
    for (const step of steps) {
      if (state.request.cancellation.reason !== undefined) return;
      const running = step(state, targets);
      if (running !== undefined) await running;
    }
  };
}

function parallel(steps: readonly Step[]): Step {
  return (state, targets) => {
    const running: Promise<void>[] = [];
    for (const step of steps) {
      const started = step(state, targets);
      if (started !== undefined) running.push(started);
    }
    return running.length < 2 ? running[0] : Promise.all(running).then(ignore);
  };
}

function condition(node: ConditionNode, path: PlanPath, context: PlanContext): Step {
  const then = node.ifClause === undefined ? undefined : compileStep(node.ifClause, path, context);
  const otherwise = node.elseClause === undefined ? undefined : compileStep(node.elseClause, path, context);
  return (state, targets) => {
    const value = state.variables[node.condition] ?? context.defaults[node.condition];
    return (value === true ? then : otherwise)?.(state, targets);
  };
}

function ignore(): void {}
