using System.Text.Json.Nodes;

namespace LocalAzure.Tests.Gateway.Policies;

/// <summary>A fresh scene for each test of a policy.</summary>
public abstract class PolicyTest : IAsyncLifetime
{
    protected GatewayScene Scene { get; private set; } = null!;

    public async Task InitializeAsync() => Scene = await GatewayScene.StartAsync();

    public async Task DisposeAsync() => await Scene.DisposeAsync();

    protected void Later(TimeSpan by) => Scene.Cloud.Cloud.Clock.Advance(by);

    /// <summary>What the backend got in a header; null when it was not there.</summary>
    protected string? Received(string header) =>
        Scene.FoundryCalls()[^1].Headers.FirstOrDefault(pair => string.Equals(pair.Key, header, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The next calls of the backend fail so.</summary>
    protected void Fail(int status, int times = 1, string? pattern = null, Dictionary<string, string>? headers = null) =>
        Scene.Cloud.Cloud.Faults.Add(
            new LocalAzure.Control.FaultRule
            {
                Surface = "foundry",
                PathPattern = pattern ?? ".*",
                Times = times,
                Status = status,
                Headers = headers,
                Body = JsonNode.Parse("""{"error":{"code":"made","message":"by the test"}}"""),
            }
        );
}
