using System.Text.Json;
using Importer.Gateway;
using Importer.Tests.Apim;
using Importer.Tests.Arm;

namespace Importer.Tests.Fleets;

/// <summary>What goes to Resource Manager for a fleet, and what is understood of it.</summary>
public sealed class FleetArmTests
{
    private const string Backends = $"{ApimScene.Service}/backends";

    [Fact]
    public async Task A_pool_is_sent_without_an_address_and_with_the_full_ids_of_its_members()
    {
        using var scene = new ApimScene();
        scene.Arm.On($"PUT {Backends}/ai--gpt-4o", "{}");

        Assert.Null(await scene.Gateway.PutAsync(Pool, null, CancellationToken.None));

        var properties = Sent(scene);
        Assert.Equal("Pool", properties.GetProperty("type").GetString());
        Assert.False(properties.TryGetProperty("url", out _) || properties.TryGetProperty("protocol", out _));
        var member = properties.GetProperty("pool").GetProperty("services")[0];
        Assert.Equal($"{Backends}/ai--a--gpt-4o", member.GetProperty("id").GetString());
        Assert.Equal(1, member.GetProperty("priority").GetInt32());
        Assert.Equal(100, member.GetProperty("weight").GetInt32());
        Assert.Contains("fleet=ai", properties.GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_members_breaker_has_each_range_of_statuses_and_its_description_fits()
    {
        using var scene = new ApimScene();
        var backend = AFleet.Design(AFleet.Default, AFleet.Account("a", "westus", "gpt-4o")).Resources.OfType<Backend>().Single();
        scene.Arm.On($"PUT {Backends}/{backend.Id}", "{}");

        Assert.Null(await scene.Gateway.PutAsync(backend, null, CancellationToken.None));

        var rule = Sent(scene).GetProperty("circuitBreaker").GetProperty("rules")[0];
        var ranges = rule.GetProperty("failureCondition")
            .GetProperty("statusCodeRanges")
            .EnumerateArray()
            .Select(range => $"{range.GetProperty("min")}-{range.GetProperty("max")}");
        Assert.Equal(
            ["401-401", "403-403", "404-404", "408-408", "410-410", "423-423", "429-429", "499-499", "500-500", "502-504"],
            ranges
        );
        Assert.True(rule.GetProperty("acceptRetryAfter").GetBoolean());
        Assert.InRange(Sent(scene).GetProperty("description").GetString()!.Length, 1, 2000);
    }

    [Fact]
    public async Task What_was_sent_is_found_again_and_equal()
    {
        using var scene = new ApimScene();
        var backend = AFleet.Design(AFleet.Default, AFleet.Account("a", "westus", "gpt-4o")).Resources.OfType<Backend>().Single();
        var fragment = AFleet.Design(AFleet.Default, AFleet.Account("a", "westus", "gpt-4o")).Resources.OfType<PolicyFragment>().Single();
        scene
            .Arm.On($"PUT {Backends}/ai--gpt-4o", "{}")
            .On($"PUT {Backends}/{backend.Id}", "{}")
            .On($"PUT {ApimScene.Service}/policyFragments/ai-aliases", "{}");
        List<string> listed = [];
        foreach (var resource in new GatewayResource[] { Pool, backend })
        {
            await scene.Gateway.PutAsync(resource, null, CancellationToken.None);
            listed.Add($$"""{ "name": "{{resource.Key.Name}}", "properties": {{Sent(scene)}} }""");
        }

        await scene.Gateway.PutAsync(fragment, null, CancellationToken.None);
        scene
            .Arm.On($"GET {Backends}", $$"""{ "value": [ {{string.Join(",", listed)}} ] }""")
            .On(
                $"GET {ApimScene.Service}/policyFragments/ai-aliases?format=xml",
                new Answer(200, $$"""{ "name": "ai-aliases", "properties": {{Sent(scene)}} }""").With("ETag", "\"f1\"")
            );

        var state = await scene.Gateway.ReadAsync(
            new()
            {
                Service = AFleet.Service with { PrincipalId = null },
                Apis = [],
                Wanted = [],
                IsInScope = tag => tag.Fleet == "ai",
                WithTags = false,
            },
            CancellationToken.None
        );

        foreach (var resource in new GatewayResource[] { Pool, backend, fragment })
        {
            Assert.Empty(Importer.Planning.Differences.Between(resource, state.Find(resource.Key)!.Resource));
            Assert.Equal("ai", state.Find(resource.Key)!.OwnershipTag!.Fleet);
        }
    }

    private static BackendPool Pool { get; } =
        AFleet.Design(AFleet.Default, AFleet.Account("a", "westus", "gpt-4o")).Resources.OfType<BackendPool>().First();

    private static JsonElement Sent(ApimScene scene)
    {
        var sent = scene.Arm.Sent[^1];
        using var body = JsonDocument.Parse(sent.Body);
        return body.RootElement.GetProperty("properties").Clone();
    }
}
