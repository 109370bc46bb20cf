namespace EndToEnd.Tests;

/// <summary>What an imported API does with the calls that pass through it.</summary>
[Collection(nameof(PlainCloud))]
public sealed class GatewayTests(PlainCloud cloud)
{
    private const string Chat = $"openai/deployments/gpt-4o/chat/completions?api-version={GatewayCaller.ApiVersion}";

    [Fact]
    public async Task The_subscription_key_never_reaches_the_model()
    {
        await DeployAsync("discreet");
        var mark = await cloud.Control.MarkAsync();

        await cloud.Gateway.ChatAsync("discreet", "gpt-4o");
        await cloud.Gateway.PostAsync($"discreet/{Chat}&subscription-key={cloud.Gateway.Key}", GatewayCaller.Question(), with: "");

        var calls = await cloud.Control.JournalAsync("foundry", mark);
        Assert.Equal([200, 200], calls.Select(call => call.Status));
        Assert.All(calls, call => Assert.DoesNotContain(cloud.Gateway.Key, call.Json.ToJsonString(), StringComparison.Ordinal));
        Assert.All(calls, call => Assert.DoesNotContain("api-key", call.Headers, StringComparer.OrdinalIgnoreCase));
        Assert.All(calls, call => Assert.DoesNotContain("Ocp-Apim-Subscription-Key", call.Headers, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_streamed_answer_is_passed_on_piece_by_piece()
    {
        await DeployAsync("streaming");
        var mark = await cloud.Control.MarkAsync();
        var pace = TimeSpan.FromSeconds(20);
        cloud.PaceStreams(pace);
        try
        {
            var question = GatewayCaller.Question();
            question["stream"] = true;
            using var answer = await cloud.Gateway.BeginAsync($"streaming/{Chat}", question);
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
            Assert.StartsWith("data: {", await reader.ReadLineAsync(), StringComparison.Ordinal);

            // The journal has a call when its answer is complete: the model is not through yet, and the client has the first piece.
            Assert.Empty(await cloud.Control.JournalAsync("foundry", mark));

            var rest = reader.ReadToEndAsync();
            await Patience.UntilAsync("the end of the stream", () => SkipAsync(rest), cloud.Control.TellAsync);
            Assert.EndsWith("data: [DONE]\n\n", await rest, StringComparison.Ordinal);
            Assert.Single(await cloud.Control.JournalAsync("foundry", mark));
        }
        finally
        {
            cloud.PaceStreams(TimeSpan.Zero);
        }
    }

    private async Task<Task?> SkipAsync(Task rest)
    {
        if (rest.IsCompleted)
        {
            return rest;
        }

        await cloud.Control.SkipVisibilityTimeoutAsync();
        return null;
    }

    private async Task DeployAsync(string account)
    {
        await cloud.Arm.PutAccountAsync(account);
        await cloud.Arm.DeployAsync(account, "gpt-4o");
        await cloud.SettleAsync();
    }
}
