using System.Text.Json.Nodes;
using Importer.Gateway;
using Importer.Tests.Arm;

namespace Importer.Tests.Apim;

/// <summary>Diagnostics and tags: what is read when, and what is written.</summary>
public sealed class ApimDiagnosticTests : IDisposable
{
    private const string Service = ApimScene.Service;
    private const string Diagnostic = $"{Service}/apis/contoso-openai/diagnostics/applicationinsights";
    private const string Tag = $"{Service}/apis/contoso-openai/tags/foundry";

    private readonly ApimScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_diagnostic_is_read_where_one_is_wanted_and_is_ours_by_its_tag()
    {
        _scene.Arm.On(
            $"GET {Diagnostic}",
            new Answer(200, Body(metrics: true, "Foundry-Importer", "foundry-importer")).With("ETag", "\"d1\"")
        );

        var found = (await _scene.ReadAsync(ApimScene.OurDiagnostic)).Find(ApimScene.OurDiagnostic.Key);

        Assert.Equal(new Observed(ApimScene.OurDiagnostic, "\"d1\"", ApimScene.OwnershipTag), found);
    }

    [Fact]
    public async Task A_diagnostic_that_people_made_is_not_ours()
    {
        _scene.Arm.On($"GET {Diagnostic}", Body(metrics: false, "x-team"));

        var found = (await _scene.ReadAsync(ApimScene.OurDiagnostic)).Find(ApimScene.OurDiagnostic.Key);

        Assert.Equal((null, false), (found?.OwnershipTag, ((Diagnostic?)found?.Resource)?.Metrics));
    }

    [Fact]
    public async Task A_policy_with_metrics_tells_that_there_may_be_a_diagnostic()
    {
        _scene
            .Arm.On(
                $"GET {Service}/apis/contoso-openai/policies/policy?format=xml",
                """{"name":"policy","properties":{"value":"<policies><inbound><llm-emit-token-metric/></inbound></policies>"}}"""
            )
            .On($"GET {Diagnostic}", Body(metrics: true, "foundry-importer"));

        Assert.NotNull((await _scene.ReadAsync()).Find(ApimScene.OurDiagnostic.Key));
    }

    [Fact]
    public async Task A_diagnostic_is_written_over_that_of_all_apis_with_metrics_and_tag()
    {
        _scene
            .Arm.On($"GET {Diagnostic}", Answer.Error(404, "ResourceNotFound", "Diagnostic not found."))
            .On(
                $"GET {Service}/diagnostics/applicationinsights",
                """{"name":"applicationinsights","properties":{"loggerId":"/loggers/other","verbosity":"error","sampling":{"percentage":10},"frontend":{"request":{"headers":["x-team"]}}}}"""
            )
            .On($"PUT {Diagnostic}", "{}");

        Assert.Null(await _scene.PutAsync(ApimScene.OurDiagnostic));

        var written = JsonNode.Parse(_scene.Arm.Writes.Single().Body)!["properties"]!;
        Assert.Equal(
            ($"{Service}/loggers/insights", true, "error", 10),
            (
                (string?)written["loggerId"],
                (bool)written["metrics"]!,
                (string?)written["verbosity"],
                (int)written["sampling"]!["percentage"]!
            )
        );
        Assert.Equal("""["x-team","foundry-importer"]""", written["frontend"]!["request"]!["headers"]!.ToJsonString());
    }

    [Fact]
    public async Task A_diagnostic_from_nothing_logs_no_caller_address()
    {
        _scene
            .Arm.On($"GET {Diagnostic}", Answer.Error(404, "ResourceNotFound", "Diagnostic not found."))
            .On($"GET {Service}/diagnostics/applicationinsights", Answer.Error(404, "ResourceNotFound", "Diagnostic not found."))
            .On($"PUT {Diagnostic}", "{}");

        await _scene.PutAsync(ApimScene.OurDiagnostic);

        Assert.False((bool)JsonNode.Parse(_scene.Arm.Writes.Single().Body)!["properties"]!["logClientIp"]!);
    }

    [Fact]
    public async Task A_withdrawn_diagnostic_goes_under_its_entity_tag()
    {
        _scene.Arm.On($"DELETE {Diagnostic}", "");

        Assert.Null(await _scene.DeleteAsync(ApimScene.OurDiagnostic.Key, "\"d1\""));
        Assert.Equal("\"d1\"", _scene.Arm.Writes.Single().Headers["If-Match"]);
    }

    [Fact]
    public async Task Tags_of_an_api_are_read_when_the_service_has_any()
    {
        _scene
            .Arm.On($"GET {Service}/tags", ApimScene.List("""{"name":"foundry"}"""))
            .On($"GET {Service}/apis/contoso-openai/tags", ApimScene.List("""{"name":"foundry"}"""));

        Assert.Equal(new Observed(ApimScene.OurTag, null, ApimScene.OwnershipTag), (await _scene.ReadAsync()).Find(ApimScene.OurTag.Key));
    }

    [Fact]
    public async Task A_tag_that_is_there_is_only_linked()
    {
        _scene.Arm.On($"PUT {Tag}", "{}");

        Assert.Null(await _scene.PutAsync(ApimScene.OurTag));
        Assert.Single(_scene.Arm.Writes);
    }

    [Fact]
    public async Task A_tag_that_is_missing_is_made_first()
    {
        _scene
            .Arm.On($"PUT {Tag}", Answer.Error(404, "ResourceNotFound", "Tag not found."), new Answer(200, "{}"))
            .On($"PUT {Service}/tags/foundry", "{}");

        Assert.Null(await _scene.PutAsync(ApimScene.OurTag));
        Assert.Equal("""{"properties":{"displayName":"foundry"}}""", _scene.Arm.Writes.ElementAt(1).Body);
        Assert.Equal(3, _scene.Arm.Writes.Count());
    }

    [Fact]
    public async Task Unlinking_leaves_the_tag()
    {
        _scene.Arm.On($"DELETE {Tag}", "");

        Assert.Null(await _scene.DeleteAsync(ApimScene.OurTag.Key));
        Assert.Single(_scene.Arm.Writes);
    }

    private static string Body(bool metrics, params string[] headers) =>
        new JsonObject
        {
            ["name"] = "applicationinsights",
            ["properties"] = new JsonObject
            {
                ["loggerId"] = $"{Service}/loggers/insights",
                ["metrics"] = metrics,
                ["frontend"] = new JsonObject
                {
                    ["request"] = new JsonObject { ["headers"] = new JsonArray([.. headers.Select(header => JsonValue.Create(header))]) },
                },
            },
        }.ToJsonString();
}
