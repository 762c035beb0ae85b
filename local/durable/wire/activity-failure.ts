import type { TaskFailure } from '../events/task-events.ts';
import type { InvocationFailure } from '../invocation-failure.ts';

// Where the host itself was when the worker reported the failure: the same for every activity.
const hostStack = [
  '   at Microsoft.Azure.WebJobs.Script.Description.WorkerFunctionInvoker.InvokeCore(Object[] parameters, FunctionInvocationContext context) in /src/WebJobs.Script/Description/Workers/WorkerFunctionInvoker.cs:line 101',
  '   at Microsoft.Azure.WebJobs.Script.Description.FunctionInvokerBase.Invoke(Object[] parameters) in /src/WebJobs.Script/Description/FunctionInvokerBase.cs:line 82',
  '   at Microsoft.Azure.WebJobs.Script.Description.FunctionGenerator.Coerce[T](Task`1 src) in /src/WebJobs.Script/Description/FunctionGenerator.cs:line 225',
  '   at Microsoft.Azure.WebJobs.Host.Executors.FunctionInvoker`2.InvokeAsync(Object instance, Object[] arguments)',
  '   at Microsoft.Azure.WebJobs.Host.Executors.FunctionExecutor.InvokeWithTimeoutAsync(IFunctionInvoker invoker, ParameterHelper parameterHelper, CancellationTokenSource timeoutTokenSource, CancellationTokenSource functionCancellationTokenSource, Boolean throwOnTimeout, TimeSpan timerInterval, IFunctionInstance instance) in /_/src/Microsoft.Azure.WebJobs.Host/Executors/FunctionExecutor.cs:line 590',
  '   at Microsoft.Azure.WebJobs.Host.Executors.FunctionExecutor.ExecuteWithWatchersAsync(IFunctionInstanceEx instance, ParameterHelper parameterHelper, ILogger logger, CancellationTokenSource functionCancellationTokenSource) in /_/src/Microsoft.Azure.WebJobs.Host/Executors/FunctionExecutor.cs:line 536',
  '   at Microsoft.Azure.WebJobs.Host.Executors.FunctionExecutor.ExecuteWithLoggingAsync(IFunctionInstanceEx instance, FunctionStartedMessage message, FunctionInstanceLogEntry instanceLogEntry, ParameterHelper parameterHelper, ILogger logger, CancellationToken cancellationToken) in /_/src/Microsoft.Azure.WebJobs.Host/Executors/FunctionExecutor.cs:line 315',
].join('\n');

const hResult = -2146233088;

/** How the history keeps the failure of an activity: a reason in words, details as a serialized .NET exception. */
export const toActivityFailure = (name: string, failure: InvocationFailure): TaskFailure => ({
  reason: `Activity function '${name}' failed:  ${failure.message}`,
  details: JSON.stringify({
    $type: 'System.Exception, System.Private.CoreLib',
    ClassName: 'System.Exception',
    Message: ` ${failure.message}`,
    Data: null,
    InnerException: toRemoteException(failure),
    HelpURL: null,
    StackTraceString: null,
    RemoteStackTraceString: null,
    RemoteStackIndex: 0,
    ExceptionMethod: null,
    HResult: hResult,
    Source: null,
    WatsonBuckets: null,
  }),
});

const toRemoteException = ({ message, remoteStack }: InvocationFailure): object => ({
  $type: 'Microsoft.Azure.WebJobs.Script.Workers.Rpc.RpcException, Microsoft.Azure.WebJobs.Script',
  IsUserException: false,
  RemoteStackTrace: remoteStack,
  RemoteMessage: message,
  RemoteTypeName: null,
  Message: `Result: Failure\nException: ${message}\nStack: ${remoteStack}`,
  Data: { $type: 'System.Collections.ListDictionaryInternal, System.Private.CoreLib' },
  InnerException: null,
  HelpLink: null,
  Source: 'System.Private.CoreLib',
  HResult: hResult,
  StackTrace: hostStack,
});

/** An activity that was there when it was scheduled and is not any more. */
export function toMissingActivityFailure(name: string): TaskFailure {
  const message = `Activity function '${name}' does not exist.`;
  const type = 'Microsoft.Azure.WebJobs.Extensions.DurableTask.FunctionFailedException';
  return {
    reason: `Activity function '${name}' failed: ${message}`,
    details: JSON.stringify({ ClassName: type, Message: message }),
  };
}
