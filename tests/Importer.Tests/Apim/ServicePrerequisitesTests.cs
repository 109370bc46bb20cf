using Importer.Gateway;
using Importer.Tests.Arm;

namespace Importer.Tests.Apim;

public sealed class ServicePrerequisitesTests : IDisposable
{
    private const string Service = ApimScene.Service;
    private readonly ApimScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Nothing_asked_for_is_nothing_read()
    {
        var prerequisites = await _scene.Gateway.ReadPrerequisitesAsync(new RequiredPrerequisites(), CancellationToken.None);

        Assert.Empty(_scene.Arm.Sent);
        Assert.Empty(prerequisites.Loggers);
    }

    [Fact]
    public async Task Only_what_is_asked_for_is_read()
    {
        _scene
            .Arm.On($"GET {Service}/caches", ApimScene.List("""{"name":"default"}"""))
            .On($"GET {Service}/policyFragments", ApimScene.List("""{"name":"house-rules"}"""));

        var prerequisites = await _scene.Gateway.ReadPrerequisitesAsync(
            new RequiredPrerequisites
            {
                Caches = true,
                Backends = true,
                Fragments = true,
            },
            CancellationToken.None
        );

        Assert.Equal(3, _scene.Arm.Sent.Count);
        Assert.Equal(
            ["default", "contoso-openai", "house-rules"],
            [.. prerequisites.Caches, .. prerequisites.Backends, .. prerequisites.Fragments]
        );
    }

    [Theory]
    [InlineData("true", "all")]
    [InlineData("false", null)]
    public async Task Loggers_are_those_of_application_insights_and_the_diagnostic_of_all_apis_counts_with_metrics(
        string metrics,
        string? logger
    )
    {
        _scene
            .Arm.On($"GET {Service}/loggers", ApimScene.List(Logger("insights", "applicationInsights"), Logger("hub", "azureEventHub")))
            .On(
                $"GET {Service}/diagnostics/applicationinsights",
                $$"""{ "name": "applicationinsights", "properties": { "loggerId": "{{Service}}/loggers/all", "metrics": {{metrics}} } }"""
            );

        var prerequisites = await _scene.Gateway.ReadPrerequisitesAsync(
            new RequiredPrerequisites { Loggers = true },
            CancellationToken.None
        );

        Assert.Equal(["insights"], prerequisites.Loggers);
        Assert.Equal(logger, prerequisites.MetricsOfAllApis);
    }

    [Fact]
    public async Task Operations_are_counted_by_one_short_page_an_api_and_remembered_for_a_while()
    {
        _scene
            .Arm.On($"GET {Service}/apis/a/operations?$top=1", """{"value":[{"name":"x"}],"count":40}""")
            .On($"GET {Service}/apis/b/operations?$top=1", """{"value":[],"count":0}""")
            .On($"GET {Service}/apis/gone/operations?$top=1", Answer.Error(404, "ResourceNotFound", "API not found."));

        var counted = new Dictionary<string, int>
        {
            ["a"] = 40,
            ["b"] = 0,
            ["gone"] = 0,
        };
        Assert.Equivalent(counted, await _scene.Gateway.CountOperationsAsync(["a", "b", "gone"], CancellationToken.None));
        Assert.Equivalent(counted, await _scene.Gateway.CountOperationsAsync(["a", "b", "gone"], CancellationToken.None));
        Assert.Equal(3, _scene.Arm.Sent.Count);
        _scene.Arm.Clock.Advance(TimeSpan.FromMinutes(11));
        await _scene.Gateway.CountOperationsAsync(["a"], CancellationToken.None);
        Assert.Equal(4, _scene.Arm.Sent.Count);
    }

    private static string Logger(string name, string type) => $$"""{ "name": "{{name}}", "properties": { "loggerType": "{{type}}" } }""";
}
