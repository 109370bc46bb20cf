using Importer.Configuration;
using Importer.Gateway;
using Importer.Health;
using Importer.Reports;
using Importer.Tests.Fakes;

namespace Importer.Tests;

/// <summary>What a round costs when something does not work: what it explains, and nothing more.</summary>
public sealed class ExplanationTests
{
    private const string Refused = """{"error":{"code":"PermissionDenied","message":"Access denied."}}""";
    private const string Throttled = """{"error":{"code":"429","message":"Rate limit is exceeded."}}""";

    [Fact]
    public async Task One_sick_deployment_of_many_reads_one_api_more_and_nothing_else()
    {
        var scene = await TwentyAsync(AuthenticationMode.ManagedIdentity);
        scene.Models.Answer = call => Concerns(call, "account-07") ? HealthScene.Answer(401, Refused) : null;

        var reads = scene.Source.Reads;

        await RoundAsync(scene, sick: ["account-07"]);

        Assert.Equal(reads + 1, scene.Source.Reads);
        Assert.Equal(0, scene.Source.KeyReads);
        Assert.Equal([20, 1], scene.Gateway.ReadInFull.Select(apis => apis.Count));
        Assert.Equal(["account-07-openai"], scene.Gateway.ReadInFull[1]);
    }

    [Fact]
    public async Task No_key_is_listed_though_the_sick_one_is_called_by_its_key()
    {
        var scene = await TwentyAsync(AuthenticationMode.ApiKey);
        scene.Models.Answer = call => Concerns(call, "account-07") ? HealthScene.Answer(401, Refused) : null;
        var (keys, reads) = (scene.Source.KeyReads, scene.Source.Reads);

        await RoundAsync(scene, sick: ["account-07"]);

        Assert.Equal((keys, reads + 1), (scene.Source.KeyReads, scene.Source.Reads));
    }

    [Fact]
    public async Task An_operation_that_somebody_deleted_is_found()
    {
        var scene = await TwentyAsync(AuthenticationMode.ManagedIdentity);
        scene.Models.Answer = call =>
            Concerns(call, "account-07") ? HealthScene.Answer(404, """{"statusCode":404,"message":"Resource not found"}""") : null;
        var found = scene.Gateway.Resources[Api.KeyFor("account-07-openai")];
        var api = (Api)found.Resource;
        scene.Gateway.Add(
            api with
            {
                Definition = api.Definition! with
                {
                    Operations =
                    [
                        .. api.Definition.Operations.Where(operation =>
                            !operation.Route.Contains("chat/completions", StringComparison.Ordinal)
                        ),
                    ],
                },
            },
            found.OwnershipTag
        );

        var check = Assert.Single(await RoundAsync(scene, sick: ["account-07"]), check => check.Status == ProbeStatus.Unhealthy);

        Assert.Equal(CauseCode.NoSuchApi, check.Code);
        Assert.Contains("chat/completions", check.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_only_over_a_limit_needs_no_explanation()
    {
        var scene = await TwentyAsync(AuthenticationMode.ManagedIdentity);
        scene.Models.Answer = call => Concerns(call, "account-07") ? HealthScene.Answer(429, Throttled) : null;

        await RoundAsync(scene, sick: []);

        Assert.Single(scene.Gateway.ReadInFull);
    }

    private static async Task<HealthScene> TwentyAsync(AuthenticationMode mode)
    {
        var scene = new HealthScene(
            new HealthSettings { TokensPerDay = 10_000_000, CallsPerDay = 100_000 },
            new ApiProfile { Authentication = new AuthenticationSettings { Mode = mode } }
        );
        foreach (var number in Enumerable.Range(0, 20))
        {
            await scene.ImportAsync($"account-{number:00}", "gpt-4o");
        }

        await scene.RoundAsync();
        return scene;
    }

    private static async Task<IReadOnlyList<HealthCheck>> RoundAsync(HealthScene scene, IReadOnlyList<string> sick)
    {
        scene.Clock.Advance(TimeSpan.FromMinutes(15));
        scene.Gateway.ReadInFull.Clear();
        var round = await scene.RoundAsync();
        Assert.Equal(20, round.Checks.Count);
        Assert.Equal(
            sick,
            round.Checks.Where(check => check.Status == ProbeStatus.Unhealthy).Select(check => check.Deployment.Split('/')[8])
        );
        return round.Checks;
    }

    private static bool Concerns(HttpRequestMessage call, string account) =>
        call.RequestUri!.AbsolutePath.StartsWith($"/{account}/", StringComparison.Ordinal);
}
