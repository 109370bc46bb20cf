using System.Text;
using System.Text.Json.Nodes;

namespace LocalAzure.Tests.Arm;

/// <summary>The lists of a location: models with their ends, and quotas with what deployments hold of them.</summary>
public sealed class LocationListsTests : IAsyncLifetime
{
    private const string Location = $"{CloudUnderTest.Subscription}/providers/Microsoft.CognitiveServices/locations/swedencentral";
    private const string Version = "2025-09-01";

    private CloudUnderTest _cloud = null!;

    public async Task InitializeAsync() => _cloud = await CloudUnderTest.StartAsync();

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    [Fact]
    public async Task A_model_comes_once_for_each_kind_of_account_with_days_for_its_SKUs()
    {
        var found = (await ModelsAsync()).Where(item => (string)item["model"]!["name"]! == "gpt-4o").ToList();

        Assert.Equal(["OpenAI", "AIServices"], found.Select(item => (string)item["kind"]!));
        var model = found[0]["model"]!;
        Assert.Equal("2026-10-01T00:00:00Z", (string?)model["deprecation"]!["inference"]);
        Assert.Equal([null, "2026-03-31T00:00:00Z", null], model["skus"]!.AsArray().Select(sku => (string?)sku!["deprecationDate"]));
        Assert.Equal("gpt-5.1", (string?)model["replacementConfig"]!["targetModelName"]);
        Assert.All(found, item => Assert.Null(item["id"]));
    }

    [Fact]
    public async Task A_model_without_a_published_day_says_nothing_of_one()
    {
        var model = (await ModelsAsync()).First(item => (string)item["model"]!["name"]! == "Llama-3.3-70B-Instruct")["model"]!.AsObject();

        Assert.False(model.ContainsKey("deprecation"));
        Assert.False(model.ContainsKey("replacementConfig"));
    }

    [Fact]
    public async Task A_day_can_be_set_and_moved()
    {
        await SayAsync(
            """{ "name": "o4-mini", "retiresAt": "2030-01-01T00:00:00Z", "skus": { "Standard": "2029-01-01T00:00:00Z" }, "replacement": "o9", "leadDays": 14, "tentative": true }"""
        );

        var model = (await ModelsAsync()).First(item => (string)item["model"]!["name"]! == "o4-mini")["model"]!;

        Assert.Equal(
            ("2030-01-01T00:00:00Z", "Tentative"),
            ((string?)model["deprecation"]!["inference"], (string?)model["deprecation"]!["deprecationStatus"])
        );
        Assert.Equal(
            ("o9", 14),
            ((string?)model["replacementConfig"]!["targetModelName"], (int?)model["replacementConfig"]!["upgradeOnExpiryLeadTimeDays"])
        );
        Assert.Equal("2029-01-01T00:00:00Z", (string?)model["skus"]![1]!["deprecationDate"]);
    }

    [Fact]
    public async Task A_day_without_a_model_is_refused()
    {
        using var answer = await _cloud.Arm.PostAsync(
            new Uri("/_local/models", UriKind.Relative),
            new StringContent("{}", Encoding.UTF8, "application/json")
        );

        Assert.Equal(400, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Quotas_tell_what_the_deployments_of_the_location_hold()
    {
        await DeployAsync("here", "swedencentral", 30);
        await DeployAsync("spelt", "Sweden Central", 5);
        await DeployAsync("there", "eastus", 7);

        var quota = (await ListAsync("usages")).Single(item => (string)item["name"]!["value"]! == "OpenAI.GlobalStandard.gpt-4o");

        Assert.Equal((35, 1000), ((int)quota["currentValue"]!, (int)quota["limit"]!));
    }

    [Fact]
    public async Task A_deployment_names_its_content_filter()
    {
        await DeployAsync("here", "swedencentral", 30);

        var deployment = await _cloud.GetAsync($"{CloudUnderTest.Accounts}/here/deployments/gpt-4o", Version);

        Assert.Equal("Microsoft.DefaultV2", (string?)deployment.Properties["raiPolicyName"]);
    }

    private async Task DeployAsync(string account, string location, int capacity)
    {
        await _cloud.PutAsync(
            $"{CloudUnderTest.Accounts}/{account}",
            $$"""{ "location": "{{location}}", "kind": "AIServices", "sku": { "name": "S0" }, "properties": {} }""",
            version: Version
        );
        await _cloud.DoneAsync(
            _cloud.PutAsync(
                $"{CloudUnderTest.Accounts}/{account}/deployments/gpt-4o",
                $$"""{ "sku": { "name": "GlobalStandard", "capacity": {{capacity}} }, "properties": { "model": { "format": "OpenAI", "name": "gpt-4o" } } }""",
                version: Version
            )
        );
    }

    private async Task SayAsync(string body)
    {
        using var answer = await _cloud.Arm.PostAsync(
            new Uri("/_local/models", UriKind.Relative),
            new StringContent(body, Encoding.UTF8, "application/json")
        );
        Assert.Equal(204, (int)answer.StatusCode);
    }

    private Task<IReadOnlyList<JsonObject>> ModelsAsync() => ListAsync("models");

    private async Task<IReadOnlyList<JsonObject>> ListAsync(string list)
    {
        var items = new List<JsonObject>();
        for (var path = $"{Location}/{list}"; path is not null; )
        {
            var page = await _cloud.GetAsync(path, Version);
            Assert.Equal(200, page.Status);
            items.AddRange(page.Value.Select(item => item!.DeepClone().AsObject()));
            path = (string?)page.Body!["nextLink"] is { } next ? new Uri(next).PathAndQuery : null;
        }

        return items;
    }
}
