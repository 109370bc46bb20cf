using System.Net;
using System.Text.Json.Nodes;
using LocalAzure.Arm;
using LocalAzure.Tests.FunctionsHost;

namespace LocalAzure.Tests.EventGrid;

/// <summary>An app with one Event Grid function, writes to tell of, and what became of the telling.</summary>
internal static class DeliveryScene
{
    public const string Account =
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/contoso";

    public static IReadOnlyList<string> Names { get; } = ["a", "b", "c", "d", "e", "f", "g", "h"];

    public static AppFolder App() => new AppFolder().WithEventGrid("DeploymentChanged");

    public static ArmOperationCompleted Write(string deployment) =>
        new()
        {
            Subject = $"{Account}/deployments/{deployment}",
            OperationName = "Microsoft.CognitiveServices/accounts/deployments/write",
            Method = "PUT",
            CorrelationId = Guid.NewGuid().ToString(),
            Time = TimeProvider.System.GetUtcNow(),
        };

    public static async Task SetAsync(HostUnderTest host, string settings)
    {
        using var answer = await host.Control.PostAsync(new Uri("/_local/events", UriKind.Relative), new StringContent(settings));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    public static async Task<JsonArray> EventsAsync(HostUnderTest host) =>
        JsonNode.Parse(await host.Control.GetStringAsync(new Uri("/_local/events", UriKind.Relative)))!["events"]!.AsArray();

    public static Task<JsonNode> UntilAsync(HostUnderTest host, string state) => UntilAsync(host, one => (string?)one["state"] == state);

    public static Task<JsonNode> UntilAttemptsAsync(HostUnderTest host, int attempts) =>
        UntilAsync(host, one => one["deliveries"]!.AsArray().Count == attempts);

    private static async Task<JsonNode> UntilAsync(HostUnderTest host, Func<JsonNode, bool> isSo)
    {
        using var late = new CancellationTokenSource(HostUnderTest.Patience);
        while (true)
        {
            var events = await EventsAsync(host);
            if (events is [{ } only] && isSo(only))
            {
                return only;
            }

            Assert.False(late.IsCancellationRequested, events.ToJsonString());
        }
    }
}
