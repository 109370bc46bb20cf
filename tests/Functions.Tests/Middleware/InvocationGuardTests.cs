using Functions.Settings;
using Importer.Arm;

namespace Functions.Tests.Middleware;

public sealed class InvocationGuardTests
{
    [Fact]
    public async Task A_function_that_throws_fails_without_its_message()
    {
        await using var app = new AppUnderTest();

        var answer = await app.InvokeAsync<Probe>("timerTrigger", (_, _) => throw new InvalidOperationException("key=abc"));

        Assert.False(answer.IsDone);
        Assert.DoesNotContain("key=abc", answer.Everything, StringComparison.Ordinal);
        Assert.Contains("Probe failed", app.Logs.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_http_caller_gets_500_with_an_error_body_and_not_the_message()
    {
        await using var app = new AppUnderTest();

        var answer = await app.InvokeAsync<Probe>("httpTrigger", (_, _) => throw new InvalidOperationException("key=abc"));

        Assert.Equal((true, 500, "Unexpected"), (answer.IsDone, answer.HttpStatus, (string?)answer.HttpJson["error"]!["code"]));
        Assert.Empty(answer.HttpJson["error"]!["details"]!.AsArray());
        Assert.DoesNotContain("key=abc", answer.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_heeds_its_token_is_stopped_at_the_deadline()
    {
        await using var app = new AppUnderTest(app: new AppSettings { FunctionTimeout = TimeSpan.FromMilliseconds(80) });

        var answer = await app.InvokeAsync<Probe>("timerTrigger", (_, token) => Task.Delay(Timeout.Infinite, token));

        Assert.False(answer.IsDone);
        Assert.Contains("did not end within", answer.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_never_ends_does_not_outlast_its_deadline()
    {
        await using var app = new AppUnderTest(app: new AppSettings { FunctionTimeout = TimeSpan.FromMilliseconds(80) });

        var answer = await app.InvokeAsync<Probe>("queueTrigger", (_, _) => Task.Delay(Timeout.Infinite, CancellationToken.None));

        Assert.Contains("did not end within", answer.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_deadline_of_an_invocation_is_its_own_and_ends_with_it()
    {
        await using var app = new AppUnderTest(app: new AppSettings { FunctionTimeout = TimeSpan.FromMinutes(10) });
        var gate = new TaskCompletionSource();
        Task<DateTimeOffset?>? after = null;
        DateTimeOffset? within = null;
        await app.InvokeAsync<Probe>(
            "httpTrigger",
            (_, _) =>
            {
                within = ArmDeadline.Current;
                return Task.CompletedTask;
            }
        );
        Assert.InRange(within!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(150), TimeSpan.FromSeconds(200));
        Assert.Null(ArmDeadline.Current);

        await app.InvokeAsync<Probe>(
            "queueTrigger",
            (_, _) =>
            {
                within = ArmDeadline.Current;
                after = LaterAsync();
                return Task.CompletedTask;
            }
        );
        gate.SetResult();

        Assert.InRange(within!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(9));
        Assert.Null(await after!);

        async Task<DateTimeOffset?> LaterAsync()
        {
            await gate.Task;
            return ArmDeadline.Current;
        }
    }

    [Fact]
    public async Task Log_lines_name_function_and_invocation()
    {
        await using var app = new AppUnderTest();

        await app.InvokeAsync<Probe>("timerTrigger", (_, _) => Task.CompletedTask);

        Assert.Contains("scope [Function, Probe] [AzureFunctions_InvocationId, 4711]", app.Logs.All, StringComparison.Ordinal);
    }

    /// <summary>A function that does what the test says.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1812", Justification = "Made by dependency injection.")]
    private sealed class Probe;
}
