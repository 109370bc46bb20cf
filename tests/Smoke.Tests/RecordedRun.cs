using LocalAzure.Arm;

namespace Smoke.Tests;

/// <summary>
/// One run against LocalAzure, recorded once for all tests that read it: with a deployment of its own, in a world where others work.
/// </summary>
public sealed class RecordedRun : IAsyncLifetime
{
    private static readonly string[] Keys = ["primaryKey", "secondaryKey"];

    public IReadOnlyList<string> Lines { get; private set; } = [];

    public string Summary { get; private set; } = "";

    /// <summary>What must not be in the file: names, ids, keys and texts of people.</summary>
    public IReadOnlyList<string> Private { get; private set; } = [];

    public async Task InitializeAsync()
    {
        await using var world = await SmokeWorld.StartAsync();
        var keys = new List<string>();
        world.Cloud.Store.Changed += change =>
            keys.AddRange(Keys.Select(name => (string?)change.Resource.Body["properties"]?[name]).OfType<string>());
        var outcome = await world.RunAsync(["--deploy", "gpt-4o-mini", "--yes"]);
        Assert.True(outcome.Code == SmokeCommand.Succeeded, outcome.Output);
        Lines = await File.ReadAllLinesAsync(outcome.Files.Lines);
        Summary = await File.ReadAllTextAsync(outcome.Files.Summary);
        Private =
        [
            .. keys,
            "Bearer",
            "fabrikam",
            "contoso",
            "rg-ai",
            "chat-of-sales",
            "embed\"",
            "petstore",
            "x-pets",
            "ai-team",
            "Somebody",
            "somebody",
            "0000-0000-000000000001/resourceGroups/rg",
            Seed.GatewayPrincipalId,
            "\"/subscriptions/00000000-0000-0000-0000-000000000001",
        ];
        Assert.True(keys.Count >= 2);
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
