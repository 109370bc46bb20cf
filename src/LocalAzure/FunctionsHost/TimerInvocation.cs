using System.Text.Json.Nodes;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Timer firings. The cron text is not passed; the status is null when the schedule is not monitored.
/// https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#usage
/// </summary>
internal static class TimerInvocation
{
    public static Invocation Of(FunctionDefinition function, TimerStatus? status, bool adjustForDst, bool isPastDue) =>
        new()
        {
            Function = function,
            Input = TypedValue.Of(
                new JsonObject
                {
                    ["Schedule"] = new JsonObject { ["AdjustForDST"] = adjustForDst },
                    ["ScheduleStatus"] = status is null
                        ? null
                        : new JsonObject
                        {
                            ["Last"] = HostJson.Date(status.Last),
                            ["Next"] = HostJson.Date(status.Next),
                            ["LastUpdated"] = HostJson.Date(status.LastUpdated),
                        },
                    ["IsPastDue"] = isPastDue,
                }
            ),
            Metadata = new BindingData(),
        };
}
