using System.Text.Json;

namespace Importer.Arm;

/// <summary>Follows a long-running operation to its real result.</summary>
/// <remarks>
/// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations. API Management reports a
/// failed import only here, and goes on answering 201 or 202 at the operation's location while it runs.
/// </remarks>
internal sealed class ArmLongRunning(Func<Uri, CancellationToken, Task<ArmResponse>> get, ArmSettings settings, TimeProvider clock)
{
    private static readonly string[] Ended = ["Succeeded", "Failed", "Canceled"];
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The last answer of the operation that <paramref name="first"/> began; itself when it began none.</summary>
    /// <exception cref="ArmException">The operation failed, or did not end in time.</exception>
    public async Task<ArmResponse> FollowAsync(ArmCall call, Uri resource, ArmResponse first, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var (answer, monitor) = (first, Monitor(call, resource, first));
        var isStatus = first.AsyncOperation is not null;
        ThrowIfFailed(call, answer);
        while (IsRunning(answer) && monitor is not null)
        {
            await WaitAsync(call, began, answer.RetryAfter ?? Pause, cancellationToken);
            answer = await get(monitor, cancellationToken);
            if (answer.Status == 404 && call.Method == "DELETE")
            {
                return answer;
            }

            ThrowIfFailed(call, answer);
            ThrowIfUntold(call, answer, isStatus);
            isStatus = answer.AsyncOperation is not null || (isStatus && answer.Location is null);
            monitor = (answer.AsyncOperation ?? answer.Location) is { } link ? ArmLinks.Follow(call, resource, link) : monitor;
        }

        return answer;
    }

    private async Task WaitAsync(ArmCall call, long began, TimeSpan asked, CancellationToken cancellationToken)
    {
        var pause = asked < settings.LongestWait ? asked : settings.LongestWait;
        if (clock.GetElapsedTime(began) + pause > settings.OperationFor || !ArmDeadline.Allows(pause, clock))
        {
            throw new ArmException(
                call,
                0,
                new()
                {
                    Code = "OperationNotFinished",
                    Message = $"The operation was still running after {clock.GetElapsedTime(began).TotalSeconds:0} s.",
                }
            );
        }

        await clock.DelayInFullAsync(pause, cancellationToken);
    }

    // 201 without a place to look at is a plain creation; 202 without one is as far as anybody can follow it.
    private static Uri? Monitor(ArmCall call, Uri resource, ArmResponse first)
    {
        if ((first.AsyncOperation ?? first.Location) is { } link)
        {
            return ArmLinks.Follow(call, resource, link);
        }

        if (StateOf(first.Body) is null)
        {
            return null;
        }

        return resource;
    }

    private static bool IsRunning(ArmResponse answer) =>
        StateOf(answer.Body) is { } state
            ? !Ended.Contains(state, StringComparer.OrdinalIgnoreCase)
            : answer.AsyncOperation is not null || answer.Status is 201 or 202;

    private static string? StateOf(JsonElement body) =>
        body.Text("properties", "provisioningState")
        ?? body.Text("provisioningState")
        ?? body.Text("ProvisioningState")
        ?? body.Text("status");

    private static void ThrowIfFailed(ArmCall call, ArmResponse answer)
    {
        if (answer.Error is { } refusal)
        {
            throw new ArmException(call, answer.Status, refusal) { RequestId = answer.RequestId };
        }

        if (StateOf(answer.Body) is { } state && (Is(state, "Failed") || Is(state, "Canceled")))
        {
            var error = ArmAnswer.Error(answer.Body.At("properties", "error") ?? answer.Body);
            var named = error.Code.Length > 0 ? error : error with { Code = $"Operation{state}" };
            throw new ArmException(call, answer.Status, named) { RequestId = answer.RequestId };
        }
    }

    // An operation has ended well only when it says so, or shows what it made.
    private static void ThrowIfUntold(ArmCall call, ArmResponse answer, bool isStatus)
    {
        if (
            StateOf(answer.Body) is not null
            || (!isStatus && (answer.Status is 202 or 204 || IsRunning(answer) || call.Method == "DELETE"))
        )
        {
            return;
        }

        _ = isStatus ? throw ArmProof.Missing(call, answer.Status, "the state of the operation") : ArmProof.OfResource(call, answer);
    }

    private static bool Is(string state, string word) => string.Equals(state, word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// The moment at which a run must be over. Waiting that would pass it is not begun: the call fails at once with the answer
/// it has, so that the run can still report. Flows with the asynchronous calls made inside the scope.
/// </summary>
public static class ArmDeadline
{
    private static readonly AsyncLocal<Scope?> Ambient = new();

    /// <summary>The current deadline; null when there is none.</summary>
    public static DateTimeOffset? Current => Ambient.Value?.End;

    /// <summary>Sets the deadline until the result is disposed of; an earlier one that is already set stays.</summary>
    public static IDisposable Until(DateTimeOffset moment)
    {
        var scope = new Scope(Ambient.Value, moment);
        Ambient.Value = scope;
        return scope;
    }

    internal static bool Allows(TimeSpan wait, TimeProvider clock) => Current is not { } end || clock.GetUtcNow() + wait < end;

    // What was started under a deadline and goes on after it was lifted took the scope with it, and not the moment.
    private sealed class Scope(Scope? outer, DateTimeOffset moment) : IDisposable
    {
        private volatile bool _isOver;

        public DateTimeOffset? End
        {
            get
            {
                if (_isOver)
                {
                    return outer?.End;
                }

                if (outer?.End is { } earlier && earlier < moment)
                {
                    return earlier;
                }

                return moment;
            }
        }

        public void Dispose()
        {
            _isOver = true;
            Ambient.Value = outer;
        }
    }
}
